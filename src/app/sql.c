/* sql: the book as tables. What the room sql is given (every relation, a way to get its rows under a basis, parameters, a
 * clock for limits), and how its answers and descriptions are printed.
 *
 * A session keeps what was built for one question for the next. Its rows are those of the book as it is when a question
 * begins; nothing is taken in from other programs meanwhile.
 * Invariant: no relation is named here but for the parameters that its builder takes beforehand. */
#include "app/app_int.h"

#include "reading/reading.h"
#include "views/parts.h"

#include <string.h>
#include <time.h>

enum { ROWS_MAX = 100000, SECONDS_MAX = 30, NAMES_KEPT = 8192 };
static const int64_t SQL_BYTES_MAX = INT64_C(512) << 20;

typedef struct known_day { /* what parameter.set says on a day, and where funds are then */
    view_request q;
    parameters set;
    party_facts where;
} known_day;

struct weir_sql_session {
    arena *memory;
    weir_book *b;
    bool owns_book;
    weir_show_options asked; /* the session's own basis */
    asked basis;             /* the same, resolved, for the foot of an answer */
    sql *tables;
    sql_limits limits;
    uint64_t version; /* rises when the basis is another one */
    arena *of_days;   /* holds what follows, for the session's basis */
    known_day **days; /* what was worked out of parameters, day by day */
    uint32_t day_count, day_room;
    map_u64 day_at; /* day, from 1900 on → 1 + index */
    buf word;       /* the last one asked for */
    weir_lang lang;
    weir_format format;
};

/* ---- what the room is given ---- */

/* Values that a builder takes beforehand, so that it need not work out everything: they are columns of the relation. */
static const char *const *parameters_of(const relation_info *info)
{
    static const struct {
        const char *relation;
        const char *names[4];
    } known[] = {
        {"look", {"from", "basis"}}, {"look_sectors", {"from", "basis"}}, {"look_regions", {"from", "basis"}},
        {"look_costs", {"from"}},    {"look_holders", {"to", "basis"}},   {"look_chains", {"from", "to", "basis"}},
        {"money_paths", {"from"}},   {"money_links", {"from"}},           {"restatement", {"changed"}},
        {"performance", {"by"}},     {"performance_gross", {"by"}},       {"market_equivalents", {"index", "by"}},
        {"value_bridge", {"from"}}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_equal(str_from(known[i].relation), str_from(info->name))) return known[i].names;
    return NULL;
}

bool sql_source_at(sql_source *out, uint32_t index)
{
    const view *v = relations_at(index);
    if (v == NULL) return false;
    *out = (sql_source){.info = v->info, .parameters = parameters_of(v->info)};
    return true;
}

static bool give_source(sql_source *out, void *self, uint32_t index)
{
    (void)self;
    return sql_source_at(out, index);
}

/* What the question does not say is as the session's basis has it. */
static err_code basis_of(asked *out, weir_sql_session *s, const sql_ask *ask, err *e)
{
    weir_show_options o = {.as_of = ask->as_of.ptr,
                           .known_at = ask->known_at.ptr,
                           .published_by = ask->published_by.ptr,
                           .record = ask->record.ptr};
    asked told;
    err_code code = basis_read(&told, s->b, &o, e);
    if (code) return code;
    *out = s->basis;
    if (o.as_of) out->at.as_of = told.at.as_of;
    if (o.known_at) out->at.prefix = told.at.prefix;
    if (o.published_by) out->at.published_by = told.at.published_by;
    if (o.record) out->at.record = told.at.record;
    out->where = ask->where;
    out->where_count = ask->where_count;
    return ERR_OK;
}

static err_code give_rows(relation_rows *out, void *self, const relation_info *info, const sql_ask *ask, arena *a,
                          err *e)
{
    weir_sql_session *s = self;
    asked q;
    view_rows *stream = ledger_rows_of(info);
    err_code code = basis_of(&q, s, ask, e);
    if (code) return code;
    view_request asking = {.b = s->b->fold.facts, .at = q.at, .a = a};
    if (stream != NULL) return stream(out, &asking, e);
    relation *r = arena_get(a, sizeof *r);
    if (r == NULL) return arena_err(a, e);
    code = relation_build(r, s->b, info->name, &q, a, e);
    if (!code) relation_rows_of(out, r);
    return code;
}

static uint64_t give_version(void *self)
{
    const weir_sql_session *s = self;
    return s->version;
}

int64_t sql_clock_ms(void *self)
{
    struct timespec now = {.tv_sec = 0};
    (void)self;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The parameters by a day, worked out once a day that is asked for. */
static known_day *know_day(weir_sql_session *s, day on)
{
    uint32_t at;
    uint64_t key = (uint64_t)((int64_t)on - DAY_FIRST) + 1;
    if (map_u64_find(&at, &s->day_at, key)) return s->days[at - 1];
    known_day *d = arena_get(s->of_days, sizeof *d);
    if (d == NULL) return NULL;
    d->q = (view_request){.b = s->b->fold.facts, .at = s->basis.at, .a = s->of_days};
    d->q.at.as_of = on;
    if (!parameters_build(&d->set, &d->q) || !party_facts_build(&d->where, &d->q)) return NULL;
    if (!arena_grow(s->of_days, (void **)&s->days, sizeof(known_day *), &s->day_room, s->day_count + 1)) return NULL;
    s->days[s->day_count++] = d;
    return map_u64_put(&s->day_at, key, s->day_count) ? d : NULL;
}

static str region_on(const known_day *d, seq_no fund)
{
    event ev;
    seq_no says;
    if (fund == 0) return STR_NONE;
    book_entry(&ev, d->q.b, fund);
    return party_text_of(&says, &d->where, &d->q, &ev, PARTY_REGION);
}

static err_code give_parameter(sql_parameter *out, void *self, str name, str fund, day on, err *e)
{
    weir_sql_session *s = self;
    amount value = {.q = QUALIFIER_NONE};
    seq_no of = 0;
    err_code code = fund.len > 0 ? book_resolve(&of, s->b->fold.facts, fund, THING_fund, e) : ERR_OK;
    if (code) return code;
    known_day *d = know_day(s, on);
    if (d == NULL) return arena_err(s->of_days, e);
    if (of != 0) of = book_merged_into(s->b->fold.facts, of, s->basis.at.prefix);
    *out = (sql_parameter){.found = parameter_sure(&value, &d->set, name, UNIT_NONE, of, region_on(d, of))};
    out->minor = value.minor;
    out->unit = value.unit;
    return ERR_OK;
}

static void free_session(void *self)
{
    weir_sql_session *s = self;
    if (s->owns_book) weir_close(s->b);
    arena_free(s->of_days);
    arena_free(s->memory);
}

/* Another basis, or rows that were put and taken away again: what was worked out does not count any more. */
static void settle(weir_sql_session *s, const asked *q)
{
    s->basis = *q;
    s->version++;
    arena_clear(s->of_days);
    s->days = NULL;
    s->day_count = s->day_room = 0;
    map_u64_init(&s->day_at, s->of_days);
}

static bool is_same_basis(const asked *a, const asked *b)
{
    return a->at.prefix == b->at.prefix && a->at.as_of == b->at.as_of && a->at.record == b->at.record &&
           a->at.published_by.first == b->at.published_by.first &&
           a->at.published_by.precision == b->at.published_by.precision;
}

/* ---- a session ---- */

static bool keep_text(const char **out, arena *a, const char *text)
{
    *out = text ? arena_str(a, str_from(text)).ptr : NULL;
    return text == NULL || *out != NULL;
}

static err_code keep_options(weir_sql_session *s, const weir_sql_options *o, err *e)
{
    arena *a = s->memory;
    bool good = keep_text(&s->asked.as_of, a, o->as_of) && keep_text(&s->asked.known_at, a, o->known_at) &&
                keep_text(&s->asked.published_by, a, o->published_by) && keep_text(&s->asked.record, a, o->record) &&
                keep_text(&s->asked.today, a, o->today);
    s->lang = o->lang == WEIR_ZH ? WEIR_ZH : WEIR_EN;
    s->format = o->format ? o->format : WEIR_TABLE;
    s->limits = (sql_limits){.rows_max = o->rows_max ? o->rows_max : ROWS_MAX,
                             .milliseconds = (int64_t)(o->seconds ? o->seconds : SECONDS_MAX) * 1000,
                             .bytes = SQL_BYTES_MAX};
    return good ? ERR_OK : arena_err(a, e);
}

static sql_host host_of(weir_sql_session *s, bool is_shared)
{
    return (sql_host){.self = s,
                      .source = give_source,
                      .rows = give_rows,
                      .parameter = give_parameter,
                      .version = give_version,
                      .now_ms = sql_clock_ms,
                      .release = is_shared ? free_session : NULL,
                      .as_of = s->basis.at.as_of,
                      .zh = s->lang == WEIR_ZH};
}

static err_code new_session(weir_sql_session **out, weir_book *b, const weir_sql_options *o, err *e)
{
    arena *a = request_arena(e);
    if (a == NULL) return E_LIMIT;
    weir_sql_session *s = arena_get(a, sizeof *s);
    CHECK(s != NULL); /* the first page of an arena */
    *s = (weir_sql_session){.memory = a, .b = b, .of_days = request_arena(e)};
    buf_init(&s->word, a, NAMES_KEPT);
    asked q;
    err_code code = s->of_days ? keep_options(s, o, e) : E_LIMIT;
    if (!code) code = book_ready(b, a, e);
    if (!code) code = basis_read(&q, b, &s->asked, e);
    if (code) {
        free_session(s);
        return code;
    }
    settle(s, &q);
    *out = s;
    return ERR_OK;
}

/* ---- for those who ask by themselves (check.c) ---- */

err_code sql_session_new(weir_sql_session **out, weir_book *b, err *e)
{
    const weir_sql_options plain = {.lang = WEIR_EN};
    return new_session(out, b, &plain, e);
}

void sql_session_move(weir_sql_session *s, const asked *q)
{
    settle(s, q);
}

sql_host sql_session_host(weir_sql_session *s)
{
    return host_of(s, false);
}

weir_status weir_sql_open(weir_sql_session **out, weir_book *b, const weir_sql_options *options, weir_error **error)
{
    CHECK(b != NULL && options != NULL);
    CHECK(out != NULL);
    err e = {.code = ERR_OK};
    weir_sql_session *s = NULL;
    err_code code = new_session(&s, b, options, &e);
    if (!code) {
        sql_host host = host_of(s, false);
        code = sql_open(&s->tables, &host, &e);
        if (code) free_session(s);
    }
    if (code) return report_error(error, &e);
    *out = s;
    return WEIR_OK;
}

void weir_sql_close(weir_sql_session *s)
{
    if (s == NULL) return;
    sql_close(s->tables);
    free_session(s);
}

weir_status weir_sql_attach(weir_book *b, void *connection, const weir_sql_options *options, weir_error **error)
{
    CHECK(b != NULL && options != NULL);
    CHECK(connection != NULL);
    err e = {.code = ERR_OK};
    weir_sql_session *s = NULL;
    err_code code = new_session(&s, b, options, &e);
    if (code) {
        weir_close(b);
        return report_error(error, &e);
    }
    s->owns_book = true;
    sql_host host = host_of(s, true);
    code = sql_attach(connection, &host, &e);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- an answer ---- */

typedef struct answer {
    arena *a;
    grid g;
    grid_cell *cells;
    uint32_t room;
} answer;

static err_code take_columns(void *self, const str *names, uint32_t count, err *e)
{
    answer *x = self;
    str *kept = arena_get(x->a, sizeof *kept * (count + 1));
    if (kept == NULL) return arena_err(x->a, e);
    for (uint32_t i = 0; i < count; i++) {
        kept[i] = arena_str(x->a, names[i]);
        if (kept[i].ptr == NULL) return arena_err(x->a, e);
    }
    x->g.names = kept;
    x->g.column_count = count;
    return ERR_OK;
}

static err_code take_row(void *self, const sql_value *values, uint32_t count, err *e)
{
    static const grid_type of[] = {
        [SQL_NULL] = GRID_NONE, [SQL_INTEGER] = GRID_INT, [SQL_REAL] = GRID_REAL, [SQL_TEXT] = GRID_TEXT};
    answer *x = self;
    CHECK(count == x->g.column_count);
    uint32_t at = x->g.row_count * count;
    if (at > UINT32_MAX - count || !arena_grow(x->a, (void **)&x->cells, sizeof *x->cells, &x->room, at + count))
        return arena_err(x->a, e);
    for (uint32_t i = 0; i < count; i++) {
        const sql_value *v = &values[i];
        grid_cell *c = &x->cells[at + i];
        *c = (grid_cell){.type = of[v->type], .number = v->number, .real = v->real};
        if (v->type != SQL_TEXT) continue;
        c->text = arena_str(x->a, v->text);
        if (c->text.ptr == NULL) return arena_err(x->a, e);
    }
    x->g.row_count++;
    return ERR_OK;
}

static err_code print_answer(weir_sink out, const weir_sql_session *s, answer *x, err *e)
{
    buf text, zh, en;
    buf_init(&zh, x->a, TEXT_BYTES_MAX);
    buf_init(&en, x->a, TEXT_BYTES_MAX);
    buf_init(&text, x->a, OUTPUT_BYTES_MAX);
    basis_print(&zh, &s->basis, s->b, true);
    basis_print(&en, &s->basis, s->b, false);
    report_options how = {.format = report_format_of(s->format),
                          .zh = s->lang == WEIR_ZH,
                          .basis_zh = buf_view(&zh),
                          .basis_en = buf_view(&en),
                          .synthetic = book_is_synthetic(s->b->fold.facts, s->b->fold.head.seq),
                          .head_seq = s->basis.head.seq,
                          .head = s->basis.head.hash};
    x->g.cells = x->cells;
    err_code code = x->g.column_count ? grid_print(&text, &x->g, &how, e) : ERR_OK;
    return code ? code : sink_put(out, buf_view(&text), e);
}

static err_code answer_statement(weir_sink out, weir_sql_session *s, str statement, arena *a, err *e)
{
    answer x = {.a = a};
    sql_target to = {.self = &x, .columns = take_columns, .row = take_row};
    err_code code = sql_run(s->tables, statement, &s->limits, &to, e);
    return code ? code : print_answer(out, s, &x, e);
}

/* ---- descriptions ---- */

typedef struct lines { /* of a listing, being filled */
    arena *a;
    str *cells;
    uint32_t count, room;
} lines;

static bool put_cell(lines *l, str text)
{
    if (!arena_grow(l->a, (void **)&l->cells, sizeof *l->cells, &l->room, l->count + 1)) return false;
    l->cells[l->count++] = text;
    return true;
}

static bool put_text(lines *l, const char *text)
{
    return put_cell(l, str_from(text));
}

static err_code print_lines(weir_sink out, const weir_sql_session *s, const lines *l, const listing_column *columns,
                            uint32_t column_count, err *e)
{
    buf text;
    CHECK(l->count % column_count == 0);
    buf_init(&text, l->a, OUTPUT_BYTES_MAX);
    listing all = {
        .column = columns, .column_count = column_count, .cells = l->cells, .row_count = l->count / column_count};
    listing_print(&text, &all, report_format_of(s->format), s->lang == WEIR_ZH);
    err_code code = buf_err(&text, e);
    return code ? code : sink_put(out, buf_view(&text), e);
}

static err_code tell_tables(weir_sink out, const weir_sql_session *s, arena *a, err *e)
{
    static const listing_column columns[] = {
        {"name", "表", "table"}, {"title", "标题", "title"}, {"about", "内容", "what it holds"}};
    lines l = {.a = a};
    bool zh = s->lang == WEIR_ZH, good = true;
    const relation_info *info;
    for (uint32_t i = 0; good && (info = sql_table_info(s->tables, i)) != NULL; i++)
        good = put_text(&l, info->name) && put_text(&l, zh ? info->zh : info->en) &&
               put_text(&l, zh ? info->about_zh : info->about_en);
    return good ? print_lines(out, s, &l, columns, COUNT_OF(columns), e) : arena_err(a, e);
}

/* "title; what this column is of it; formula", what there is of them. */
static str describe(const sql_column_about *c, bool zh, arena *a)
{
    const char *parts[] = {zh ? c->of_zh : c->of_en, zh ? c->zh : c->en, zh ? c->formula_zh : c->formula_en};
    buf text;
    buf_init(&text, a, TEXT_BYTES_MAX);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i] == NULL || parts[i][0] == '\0') continue;
        if (text.len > 0) buf_text(&text, zh ? ";" : "; ");
        buf_text(&text, parts[i]);
    }
    return buf_view(&text);
}

static bool put_columns(lines *l, const weir_sql_session *s, uint32_t table)
{
    sql_column_about c;
    bool good = true;
    for (uint32_t i = 0; good && sql_column_of(&c, s->tables, table, i); i++)
        good = put_text(l, sql_table_info(s->tables, table)->name) && put_cell(l, c.name) && put_text(l, c.type) &&
               put_text(l, c.is_hidden ? (s->lang == WEIR_ZH ? "隐" : "hidden") : "") &&
               put_cell(l, describe(&c, true, l->a)) && put_cell(l, describe(&c, false, l->a));
    return good;
}

static err_code refuse_table(str name, err *e)
{
    err_set(e, E_RELATION_UNKNOWN);
    err_text(e, "word", name);
    return E_RELATION_UNKNOWN;
}

static err_code tell_schema(weir_sink out, const weir_sql_session *s, str name, arena *a, err *e)
{
    static const listing_column columns[] = {{"table", "表", "table"},           {"column", "列", "column"},
                                             {"type", "类型", "type"},           {"hidden", "不在 * 中", "not in *"},
                                             {"about_zh", "说明", "in Chinese"}, {"about_en", "英文", "in English"}};
    lines l = {.a = a};
    uint32_t only = 0;
    bool good = true;
    if (name.len > 0 && !sql_table_find(&only, s->tables, name)) return refuse_table(name, e);
    if (name.len > 0) good = put_columns(&l, s, only);
    for (uint32_t i = 0; name.len == 0 && good && sql_table_info(s->tables, i) != NULL; i++)
        good = put_columns(&l, s, i);
    return good ? print_lines(out, s, &l, columns, COUNT_OF(columns), e) : arena_err(a, e);
}

static err_code tell_help(weir_sink out, const weir_sql_session *s, arena *a, err *e)
{
    static const listing_column columns[] = {{"word", "写法", "write"}, {"about", "作用", "for"}};
    static const char *const commands[][3] = {
        {".tables", "全部表", "all tables"},
        {".schema TABLE", "一张表的列与说明", "the columns of a table and what they say"},
        {"select …", "SQLite 的查询语句,只读", "a query of SQLite, reading only"},
        {"TABLE('…')", "先给参数,如 money_paths('sz-fund')", "an argument beforehand, as money_paths('sz-fund')"},
        {"as_of = '2024-12-31'", "写在 where 中:截至该日;另有 known_at、published_by、record",
         "in where: as of that day; also known_at, published_by, record"},
        {".quit", "离开", "leave"}};
    lines l = {.a = a};
    const sql_function_about *f;
    bool zh = s->lang == WEIR_ZH, good = true;
    for (size_t i = 0; good && i < COUNT_OF(commands); i++)
        good = put_text(&l, commands[i][0]) && put_text(&l, commands[i][zh ? 1 : 2]);
    for (uint32_t i = 0; good && (f = sql_function_at(i)) != NULL; i++)
        good = put_text(&l, f->form) && put_text(&l, zh ? f->zh : f->en);
    return good ? print_lines(out, s, &l, columns, COUNT_OF(columns), e) : arena_err(a, e);
}

static err_code refuse_word(str word, err *e)
{
    err_set(e, E_COMMAND_UNKNOWN);
    err_text(e, "word", word);
    return E_COMMAND_UNKNOWN;
}

/* A line that begins with a point. */
static err_code tell(weir_sink out, const weir_sql_session *s, str line, arena *a, err *e)
{
    size_t blank;
    bool has_rest = str_find(&blank, line, STR(" "));
    str word = has_rest ? str_slice(line, 0, blank) : line;
    str rest = has_rest ? str_trim(str_slice(line, blank + 1, line.len)) : STR_NONE;
    if (rest.len > 0 && str_ends(rest, STR(";"))) rest = str_trim(str_slice(rest, 0, rest.len - 1));
    if (str_equal(word, STR(".schema"))) return tell_schema(out, s, rest, a, e);
    if (str_equal(word, STR(".tables"))) return tell_tables(out, s, a, e);
    if (str_equal(word, STR(".help"))) return tell_help(out, s, a, e);
    return refuse_word(word, e);
}

/* ---- asking ---- */

static err_code ask(weir_sink out, weir_sql_session *s, str statement, arena *a, err *e)
{
    asked q;
    err_code code = book_ready(s->b, a, e);
    if (!code) code = basis_read(&q, s->b, &s->asked, e);
    if (code) return code;
    if (!is_same_basis(&q, &s->basis)) settle(s, &q);
    statement = str_trim(statement);
    return statement.len > 0 && statement.ptr[0] == '.' ? tell(out, s, statement, a, e)
                                                        : answer_statement(out, s, statement, a, e);
}

weir_status weir_sql_ask(weir_sql_session *s, const char *statement, weir_sink out, weir_error **error)
{
    CHECK(s != NULL && s->tables != NULL);
    CHECK(statement != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (a == NULL) return report_error(error, &e);
    err_code code = ask(out, s, str_from(statement), a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

weir_status weir_sql(weir_book *b, const char *statement, const weir_sql_options *options, weir_sink out,
                     weir_error **error)
{
    weir_sql_session *s = NULL;
    weir_status status = weir_sql_open(&s, b, options, error);
    if (!status) status = weir_sql_ask(s, statement, out, error);
    weir_sql_close(s);
    return status;
}

const char *weir_sql_word(weir_sql_session *s, size_t index)
{
    CHECK(s != NULL && s->tables != NULL);
    str word = index < UINT32_MAX ? sql_word_at(s->tables, (uint32_t)index) : STR_NONE;
    if (word.ptr == NULL) return NULL;
    s->word.len = 0;
    buf_str(&s->word, word);
    buf_char(&s->word, '\0');
    return s->word.failed ? NULL : s->word.ptr;
}
