/* guard: a connection that can read the tables of the host and do nothing else.
 *
 * Layers, each enough alone for what it is there for: a file system that opens nothing (vfs.c); an authorizer that knows
 * what is allowed, not what is forbidden; SQLite's own limits on sizes and depths; a handler that looks at the clock and
 * the memory every few thousand steps; and only statements that read are run at all (run.c).
 * Memory is watched here and not by sqlite3_hard_heap_limit64: that one is of the whole process and would make the book's
 * own file fail beside a greedy question. What a statement takes at once is bounded by the limit on lengths, and so is the
 * time of a single call, which nothing can stop; printf is not allowed because it may work for a minute in one call. */
#include "sql/sql_int.h"

#include <stdio.h>
#include <string.h>

enum { STEPS_BETWEEN_LOOKS = 2000, LENGTH_MAX = 256 << 10 /* one call of instr on it ends within seconds */ };

const char *const guard_functions[] = {"abs",
                                       "avg",
                                       "ceil",
                                       "ceiling",
                                       "char",
                                       "coalesce",
                                       "count",
                                       "cume_dist",
                                       "date",
                                       "datetime",
                                       "dense_rank",
                                       "exp",
                                       "first_value",
                                       "floor",
                                       "glob",
                                       "group_concat",
                                       "hex",
                                       "ifnull",
                                       "iif",
                                       "instr",
                                       "json",
                                       "json_array",
                                       "json_array_length",
                                       "json_each",
                                       "json_extract",
                                       "json_group_array",
                                       "json_group_object",
                                       "json_object",
                                       "json_quote",
                                       "json_type",
                                       "json_valid",
                                       "julianday",
                                       "lag",
                                       "last_value",
                                       "lead",
                                       "length",
                                       "like",
                                       "ln",
                                       "log",
                                       "log10",
                                       "log2",
                                       "lower",
                                       "ltrim",
                                       "max",
                                       "min",
                                       "mod",
                                       "nth_value",
                                       "ntile",
                                       "nullif",
                                       "param",
                                       "param_unit",
                                       "percent_rank",
                                       "pow",
                                       "power",
                                       "quote",
                                       "rank",
                                       "replace",
                                       "round",
                                       "row_number",
                                       "rtrim",
                                       "sign",
                                       "sqrt",
                                       "strftime",
                                       "substr",
                                       "substring",
                                       "sum",
                                       "time",
                                       "total",
                                       "trim",
                                       "trunc",
                                       "typeof",
                                       "unicode",
                                       "unixepoch",
                                       "upper",
                                       "workdays",
                                       "xirr",
                                       "xirr_reason",
                                       "yuan",
                                       "->",
                                       "->>",
                                       NULL};

static bool is_listed(const char *name)
{
    for (size_t i = 0; guard_functions[i] != NULL; i++)
        if (sqlite3_stricmp(guard_functions[i], name) == 0) return true;
    return false;
}

/* What is there to be read at all: tables of the host, json_each, json_tree (keep_modules), and what a statement itself
 * names by `with`. SQLite makes its own tables of these names whenever they are asked for. */
static bool may_read(const char *table)
{
    return sqlite3_strnicmp(table, "sqlite_", 7) != 0 && sqlite3_strnicmp(table, "pragma_", 7) != 0;
}

/* Every other module of this build of SQLite goes: dbstat, full text, trees, whatever the next version brings. */
static bool keep_modules(sqlite3 *db)
{
    static const char *keep[] = {"json_each", "json_tree", NULL};
    return sqlite3_drop_modules(db, keep) == SQLITE_OK;
}

static const char *action_name(int action)
{
    static const struct {
        int action;
        const char *name;
    } known[] = {{SQLITE_ATTACH, "ATTACH"},           {SQLITE_DETACH, "DETACH"},
                 {SQLITE_PRAGMA, "PRAGMA"},           {SQLITE_INSERT, "INSERT"},
                 {SQLITE_UPDATE, "UPDATE"},           {SQLITE_DELETE, "DELETE"},
                 {SQLITE_TRANSACTION, "TRANSACTION"}, {SQLITE_SAVEPOINT, "SAVEPOINT"},
                 {SQLITE_ANALYZE, "ANALYZE"},         {SQLITE_REINDEX, "REINDEX"},
                 {SQLITE_ALTER_TABLE, "ALTER TABLE"}, {SQLITE_CREATE_VTABLE, "CREATE VIRTUAL TABLE"},
                 {SQLITE_DROP_VTABLE, "DROP TABLE"},  {SQLITE_READ, "table"},
                 {SQLITE_FUNCTION, "function"}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (known[i].action == action) return known[i].name;
    return "CREATE, DROP";
}

static bool is_allowed(const sql *s, int action, const char *one, const char *other)
{
    if (s->tables->is_declaring) return true;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: return true;
    case SQLITE_READ: return one != NULL && may_read(one);
    case SQLITE_FUNCTION: return other != NULL && is_listed(other);
    default: return false;
    }
}

static int authorize(void *self, int action, const char *one, const char *other, const char *database, const char *by)
{
    sql *s = self;
    (void)database;
    (void)by;
    if (is_allowed(s, action, one, other)) return SQLITE_OK;
    bool names = action == SQLITE_FUNCTION || action == SQLITE_READ || action == SQLITE_PRAGMA;
    const char *what = action == SQLITE_FUNCTION ? other : one;
    if (!names || what == NULL) what = "";
    snprintf(s->denied, sizeof s->denied, "%s%s%.100s", action_name(action), *what ? " " : "", what);
    return SQLITE_DENY;
}

static int look(void *self)
{
    sql *s = self;
    s->is_late = s->is_late || s->tables->host.now_ms(s->tables->host.self) > s->ends_ms;
    s->is_fat = s->is_fat || sqlite3_memory_used() - s->bytes_before > s->limits.bytes;
    return s->is_late || s->is_fat;
}

void guard_begin(sql *s, const sql_limits *limits)
{
    CHECK(limits->rows_max > 0);
    CHECK(limits->milliseconds > 0 && limits->bytes > 0);
    s->limits = *limits;
    s->tables->statement++;
    s->is_late = s->is_fat = false;
    s->denied[0] = '\0';
    s->tables->failed = (err){.code = ERR_OK};
    s->ends_ms = s->tables->host.now_ms(s->tables->host.self) + limits->milliseconds;
    s->bytes_before = sqlite3_memory_used();
    sqlite3_progress_handler(s->db, STEPS_BETWEEN_LOOKS, look, s);
}

void guard_end(sql *s)
{
    sqlite3_progress_handler(s->db, 0, NULL, NULL);
}

static void set_limits(sqlite3 *db)
{
    static const struct {
        int limit, value;
    } limits[] = {{SQLITE_LIMIT_LENGTH, LENGTH_MAX},
                  {SQLITE_LIMIT_SQL_LENGTH, 100000},
                  {SQLITE_LIMIT_COLUMN, 500},
                  {SQLITE_LIMIT_EXPR_DEPTH, 200},
                  {SQLITE_LIMIT_COMPOUND_SELECT, 100},
                  {SQLITE_LIMIT_VDBE_OP, 250000},
                  {SQLITE_LIMIT_FUNCTION_ARG, 64},
                  {SQLITE_LIMIT_ATTACHED, 0},
                  {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
                  {SQLITE_LIMIT_VARIABLE_NUMBER, 0},
                  {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
                  {SQLITE_LIMIT_WORKER_THREADS, 0}};
    for (size_t i = 0; i < COUNT_OF(limits); i++) sqlite3_limit(db, limits[i].limit, limits[i].value);
}

static bool set_switches(sqlite3 *db)
{
    static const struct {
        int what, on;
    } switches[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                    {SQLITE_DBCONFIG_DQS_DML, 0},
                    {SQLITE_DBCONFIG_DQS_DDL, 0},
                    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                    {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
                    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                    {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}};
    for (size_t i = 0; i < COUNT_OF(switches); i++)
        if (sqlite3_db_config(db, switches[i].what, switches[i].on, NULL) != SQLITE_OK) return false;
    return true;
}

static err_code open_connection(sql *s, const sql_host *host, err *e)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    bool opened =
        vfs_register(s) && sqlite3_open_v2(":memory:", &s->db, flags, s->vfs_name) == SQLITE_OK && keep_modules(s->db);
    if (!opened && host->release != NULL) host->release(host->self);
    if (!opened) return refuse_memory(e);
    err_code code = tables_make(&s->tables, s->db, host, e);
    if (code) return code;
    bool good = sqlite3_exec(s->db, "pragma temp_store = memory", NULL, NULL, NULL) == SQLITE_OK && set_switches(s->db);
    set_limits(s->db);
    good = good && sqlite3_set_authorizer(s->db, authorize, s) == SQLITE_OK;
    return good ? ERR_OK : refuse_memory(e);
}

err_code sql_open(sql **out, const sql_host *host, err *e)
{
    arena *a = arena_new("SQL_BUILD_BYTES_MAX", (size_t)1 << 20);
    sql *s = a ? arena_get(a, sizeof *s) : NULL;
    if (s == NULL) {
        arena_free(a);
        if (host->release != NULL) host->release(host->self);
        return refuse_memory(e);
    }
    s->memory = a;
    err_code code = open_connection(s, host, e);
    if (code)
        sql_close(s);
    else
        *out = s;
    return code;
}

void sql_close(sql *s)
{
    if (s == NULL) return;
    int code = sqlite3_close(s->db);
    CHECK(code == SQLITE_OK); /* no statement outlives its call */
    if (s->vfs.zName != NULL) sqlite3_vfs_unregister(&s->vfs);
    arena_free(s->memory);
}
