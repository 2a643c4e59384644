/* Tampering: whatever is changed in a stored column is found: while it is being written, before the commit; and later,
 * when it is read. One case a column, a stored row and a way of changing it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "journal_sample.h"

#include <stdio.h>
#include <string.h>

typedef enum type { INT, TEXT, BLOB } type;
typedef struct stored_column {
    const char *table, *name;
    type type;
    bool may_be_null;
} stored_column;
static const stored_column COLUMN[] = {
    {"journal", "seq", INT, false},
    {"journal", "recorded_us", INT, false},
    {"journal", "maker", INT, true},
    {"journal", "approver", INT, true},
    {"journal", "kind", INT, false},
    {"journal", "format", INT, false},
    {"journal", "effective", INT, true},
    {"journal", "effective_precision", INT, true},
    {"journal", "booked", INT, true},
    {"journal", "published", INT, true},
    {"journal", "published_precision", INT, true},
    {"journal", "subject", INT, true},
    {"journal", "object", INT, true},
    {"journal", "third", INT, true},
    {"journal", "purpose", INT, true},
    {"journal", "class", INT, true},
    {"journal", "amount_minor", INT, true},
    {"journal", "amount_hi_minor", INT, true},
    {"journal", "qualifier", INT, true},
    {"journal", "unit", INT, true},
    {"journal", "quantity", INT, true},
    {"journal", "unfunded_minor", INT, true},
    {"journal", "ref", INT, true},
    {"journal", "attrs", TEXT, true},
    {"journal", "batch", INT, false},
    {"journal", "prev_hash", BLOB, false},
    {"journal", "hash", BLOB, false},
    {"journal", "hash_alg", INT, false},
    {"citation", "seq", INT, false},
    {"citation", "title", TEXT, true},
    {"citation", "url", TEXT, true},
    {"citation", "source_row", TEXT, true},
    {"citation", "words", TEXT, true},
    {"citation", "span", TEXT, true},
    {"citation", "document", INT, true},
    {"citation", "confidence", INT, true},
    {"batch", "number", INT, false},
    {"batch", "key", TEXT, false},
    {"batch", "title", TEXT, false},
    {"batch", "first_seq", INT, false},
    {"batch", "last_seq", INT, false},
    {"batch", "hash", BLOB, false},
};
enum { MIDDLE_FIRST = 5, MIDDLE_LAST = 8, HEAD = 16 }; /* the second batch of sample_fill */

/* Ways of changing a value: another value; given ↔ absent; absent ↔ the zero that means the same to a person. */
static const char *const WAY[][3] = {
    [INT] = {"coalesce(%1$s, 0) + 1000", "CASE WHEN %1$s IS NULL THEN 1 END", "CASE WHEN %1$s IS NULL THEN 0 END"},
    [TEXT] = {"coalesce(%1$s, '') || 'x'", "CASE WHEN %1$s IS NULL THEN 'x' END", "CASE WHEN %1$s IS NULL THEN '' END"},
    [BLOB] = {"zeroblob(32)", "substr(%1$s, 1, 31)", "zeroblob(33)"},
};

/* "UPDATE t SET c = … WHERE key = at" into out; false when the way does not fit the column. */
static bool change(char out[400], const stored_column *c, size_t way, const char *at)
{
    if (way > 0 && c->type != BLOB && !c->may_be_null) return false;
    char value[200];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(value, sizeof value, WAY[c->type][way], c->name);
#pragma GCC diagnostic pop
    const char *key = strcmp(c->table, "batch") == 0 ? "number" : "seq";
    snprintf(out, 400, "UPDATE %s SET %s = %s WHERE %s = %s", c->table, c->name, value, key, at);
    return true;
}

static int set_up(void **state)
{
    static sample s;
    sample_make(&s);
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    sample_remove(*state);
    return 0;
}

static const char *arg_text(const err *e, const char *name)
{
    for (int i = 0; i < e->arg_count; i++)
        if (strcmp(e->arg[i].name, name) == 0) return e->arg[i].text;
    fail_msg("no argument %s", name);
    return "";
}

/* Is that the name by which the changed column is reported? What depends on another column may be named after it. */
static bool names_column(const char *field, const stored_column *c)
{
    char label[64];
    bool row = strcmp(c->table, "journal") == 0;
    snprintf(label, sizeof label, "%s%s%s", row ? "" : c->table, row ? "" : ".", c->name);
    if (strcmp(field, label) == 0) return true;
    if (strcmp(field, "citation") == 0) return strcmp(c->table, "citation") == 0; /* nothing is left in it */
    if (strcmp(c->name, "qualifier") == 0) return strncmp(field, "amount", 6) == 0;
    return strcmp(label, "citation.seq") == 0 && strncmp(field, "citation.", 9) == 0;
}

static int64_t rows_stored(const char *path)
{
    return raw_int(path, "SELECT (SELECT count(*) FROM journal) + 100 * (SELECT count(*) FROM citation)"
                         " + 10000 * (SELECT count(*) FROM batch)");
}

/* (a) A trigger changes the column of one row beneath the append. */
static void append_changed(sample *s, const stored_column *c, size_t way, seq_no seq)
{
    char at[16], update[400], trigger[600], drop[80];
    snprintf(at, sizeof at, "%u", seq);
    if (!change(update, c, way, at)) return;
    const char *key = strcmp(c->table, "batch") == 0 ? "number" : "seq";
    snprintf(drop, sizeof drop, "DROP TRIGGER %s_no_UPDATE", c->table);
    snprintf(trigger, sizeof trigger, "CREATE TRIGGER evil AFTER INSERT ON %s WHEN NEW.%s = %u BEGIN %s; END", c->table,
             key, seq, update);
    sample_reopen(s);
    int64_t before = rows_stored(s->path);
    assert_true(raw_run(s->path, drop));
    /* behind the last row the guard for the next one is in the way of a changed number: an evil hand removes it too */
    assert_true(raw_run(s->path, "DROP TRIGGER journal_next; DROP TRIGGER citation_next"));
    assert_true(raw_run(s->path, trigger));
    err e = {.code = ERR_OK};
    head was = s->head;
    err_code code = sample_append(s, "middle", 4, &e);
    if (code == ERR_OK) fail_msg("%s.%s way %zu of row %u went unseen", c->table, c->name, way, seq);
    assert_int_equal(code, E_READ_BACK);
    assert_true(e.at.seq >= was.seq + 1 && e.at.seq <= was.seq + 4);
    if (strcmp(c->table, "batch") != 0) assert_int_equal(e.at.seq, seq);
    if (!names_column(arg_text(&e, "field"), c))
        fail_msg("%s.%s reported as %s", c->table, c->name, arg_text(&e, "field"));
    assert_int_equal(rows_stored(s->path), before);
    assert_int_equal(s->head.seq, was.seq);
    sample_shut(s);
}

/* Does the stored row have a value there that this way would change into something else? */
static bool changes(const char *path, const stored_column *c, size_t way, seq_no seq)
{
    char update[400], at[16], sql[600];
    snprintf(at, sizeof at, "%u", seq);
    if (!change(update, c, way, at)) return false;
    const char *key = strcmp(c->table, "batch") == 0 ? "number" : "seq";
    const char *value = strstr(update, " = ") + 3;
    int length = (int)(strstr(update, " WHERE ") - value);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE %s = %u AND (%.*s) IS NOT %s", c->table, key, seq, length,
             value, c->name);
    return raw_int(path, sql) == 1;
}

typedef void (*attack)(sample *s, const stored_column *c, size_t way, seq_no seq, str pristine);

/* Every column, way and row of the middle batch; each column must be reached at least twice. */
static void for_all(sample *s, str whole, str pristine, attack each)
{
    char filled[120];
    snprintf(filled, sizeof filled, "%s/filled.weir", s->folder);
    file_put(filled, whole);
    for (size_t i = 0; i < COUNT_OF(COLUMN); i++) {
        int tried = 0;
        for (size_t way = 0; way < 3; way++)
            for (seq_no seq = MIDDLE_FIRST; seq <= MIDDLE_LAST; seq++)
                if (changes(filled, &COLUMN[i], way, seq)) {
                    each(s, &COLUMN[i], way, seq, pristine);
                    tried++;
                }
        if (tried < 1) fail_msg("%s.%s was never tried", COLUMN[i].table, COLUMN[i].name);
    }
}

static void attack_append(sample *s, const stored_column *c, size_t way, seq_no seq, str pristine)
{
    file_put(s->path, pristine);
    append_changed(s, c, way, seq);
}

static void test_beneath_the_append(void **state)
{
    sample *s = *state;
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    sample_shut(s);
    str pristine = file_bytes(s->path, s->memory);
    sample_reopen(s);
    assert_int_equal(sample_append(s, "middle", 4, NULL), ERR_OK); /* without the evil hand it is taken */
    sample_shut(s);
    str whole = file_bytes(s->path, s->memory);
    for_all(s, whole, pristine, attack_append);
}

/* (b) The column of a stored row is changed later; schema and triggers look as before. */
static void attack_stored(sample *s, const stored_column *c, size_t way, seq_no seq, str pristine)
{
    char at[16], update[400], trigger[40];
    file_put(s->path, pristine);
    snprintf(at, sizeof at, "%u", seq);
    assert_true(change(update, c, way, at));
    snprintf(trigger, sizeof trigger, "%s_no_UPDATE", c->table);
    if (!raw_run_without(s->path, trigger, update)) fail_msg("refused by SQLite: %s", update);
    err e = {.code = ERR_OK};
    uint32_t visited = 99;
    err_code code = sample_read(s, 0, 0, &visited, &e);
    if (code == ERR_OK) fail_msg("%s.%s way %zu of row %u went unseen", c->table, c->name, way, seq);
    assert_true(code == E_EVENT_BYTES || code == E_CHAIN_BROKEN || code == E_CHAIN_GAP);
    assert_int_equal(err_class_of(code), ERR_DAMAGE);
    assert_int_equal(e.at.seq, seq);
    assert_int_equal(visited, seq - 1);
}

static void test_a_stored_column(void **state)
{
    sample *s = *state;
    sample_fill(s);
    str pristine = file_bytes(s->path, s->memory);
    for_all(s, pristine, pristine, attack_stored);
    file_put(s->path, pristine);
    assert_int_equal(sample_read(s, 0, 0, NULL, NULL), ERR_OK);
}

/* (c) Whole rows. */
static const char COPY_OF_LAST[] =
    "INSERT INTO journal SELECT %s, recorded_us + 1, maker, approver, kind, format, effective, effective_precision,"
    " booked, published, published_precision, subject, object, third, purpose, class, amount_minor, amount_hi_minor,"
    " qualifier, unit, quantity, unfunded_minor, ref, attrs, %s, hash, hash, hash_alg FROM journal WHERE seq = 16";

static void test_rows(void **state)
{
    static char copy_next[700], copy_below[700];
    snprintf(copy_next, sizeof copy_next, COPY_OF_LAST, "17", "17");
    snprintf(copy_below, sizeof copy_below, COPY_OF_LAST, "-3", "1");
    static const struct {
        const char *trigger, *sql;
        seq_no until;
        err_code code;
        uint64_t seq;
    } CASE[] = {
        {"journal_no_DELETE", "DELETE FROM journal WHERE seq = 7", 0, E_CHAIN_GAP, 7},
        {"journal_no_DELETE", "DELETE FROM journal WHERE seq = 1", 0, E_CHAIN_GAP, 1},
        {"journal_no_DELETE", "DELETE FROM journal WHERE seq = 16", 0, E_CHAIN_GAP, 16},
        {"journal_no_DELETE", "DELETE FROM journal WHERE seq > 12", 16, E_CHAIN_GAP, 13},
        {"journal_no_DELETE", "DELETE FROM journal", 0, E_CHAIN_GAP, 1},
        {"citation_no_DELETE", "DELETE FROM citation WHERE seq = 7", 0, E_CHAIN_BROKEN, 7},
        {"batch_no_DELETE", "DELETE FROM batch WHERE number = 5", 0, E_EVENT_BYTES, 5},
        {"batch_no_DELETE", "DELETE FROM batch WHERE number = 13", 0, E_EVENT_BYTES, 13},
        {"journal_no_UPDATE",
         "UPDATE journal SET seq = 99 WHERE seq = 6; UPDATE journal SET seq = 6 WHERE seq = 7;"
         "UPDATE journal SET seq = 7 WHERE seq = 99",
         0, E_CHAIN_BROKEN, 6},
        {"batch_no_UPDATE", "UPDATE batch SET last_seq = 12 WHERE number = 5", 0, E_EVENT_BYTES, 5},
        {"journal_next", copy_next, 0, E_CHAIN_BROKEN, 17},
        {"journal_next", copy_below, 0, E_EVENT_BYTES, 1},
        {"citation_next", "INSERT INTO citation(seq, title) VALUES(6, 'x')", 0, E_CHAIN_BROKEN, 6},
        {"citation_next", "INSERT INTO citation(seq) VALUES(6)", 0, E_EVENT_BYTES, 6},
        {"citation_next", "INSERT INTO citation(seq, title) VALUES(4000, 'x')", 0, E_CHAIN_GAP, 4000},
        {"citation_next", "INSERT INTO citation(seq, title) VALUES(-1, 'x')", 0, E_CHAIN_GAP, 0},
        {"batch_next", "INSERT INTO batch VALUES(17, 'more', 't', 17, 17, zeroblob(32))", 0, E_CHAIN_GAP, 17},
        {"batch_next", "INSERT INTO batch VALUES(6, 'more', 't', 6, 8, zeroblob(32))", 0, E_EVENT_BYTES, 9},
        {"batch_next", "INSERT INTO batch VALUES(-5, 'more', 't', 6, 8, zeroblob(32))", 0, E_EVENT_BYTES, 0},
    };
    sample *s = *state;
    sample_fill(s);
    str pristine = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        file_put(s->path, pristine);
        if (!raw_run_without(s->path, CASE[i].trigger, CASE[i].sql)) fail_msg("case %zu: refused by SQLite", i);
        err e = {.code = ERR_OK};
        err_code code = sample_read(s, 0, CASE[i].until, NULL, &e);
        if (code != CASE[i].code) fail_msg("case %zu: %s", i, err_name(code));
        if (e.at.seq != CASE[i].seq) fail_msg("case %zu: at %llu", i, (unsigned long long)e.at.seq);
    }
}

/* A row that continues the chain rightly but that no batch brought. */
static void test_well_forged_row(void **state)
{
    sample *s = *state;
    sample_fill(s);
    sample_reopen(s);
    event *ev = sample_events(s->memory, HEAD + 1, 1);
    ev->batch = HEAD + 1;
    buf bytes;
    buf_init(&bytes, s->memory, 1 << 16);
    assert_int_equal(event_encode(&bytes, ev, NULL), ERR_OK);
    hasher h;
    hash forged;
    hasher_init(&h);
    hasher_put(&h, s->head.hash.byte, HASH_BYTES);
    hasher_put(&h, bytes.ptr, bytes.len);
    hasher_end(&forged, &h);
    assert_int_equal(sample_append(s, "five", 1, NULL), ERR_OK);
    assert_true(hash_equal(&forged, &s->head.hash)); /* forged as well as the journal itself would have written it */
    sample_shut(s);
    assert_true(raw_run_without(s->path, "batch_no_DELETE", "DELETE FROM batch WHERE number = 17"));
    err e = {.code = ERR_OK};
    assert_int_equal(sample_read(s, 0, 0, NULL, &e), E_EVENT_BYTES);
    assert_int_equal(e.at.seq, HEAD + 1);
    assert_int_equal(sample_read(s, HEAD, 0, NULL, &e), E_EVENT_BYTES);
    assert_int_equal(e.at.seq, HEAD + 1);
}

/* Reading from the middle: what is before `after` is taken as given, but for its hash and its batch. */
static void test_from_the_middle(void **state)
{
    static const struct {
        const char *table, *sql;
        seq_no after;
        err_code code;
        uint64_t seq;
    } CASE[] = {
        {"journal", "UPDATE journal SET subject = 1 WHERE seq = 5", 6, ERR_OK, 0},
        {"journal", "UPDATE journal SET hash = zeroblob(32) WHERE seq = 6", 6, E_CHAIN_BROKEN, 7},
        {"journal", "UPDATE journal SET hash = zeroblob(32) WHERE seq = 6", 5, E_CHAIN_BROKEN, 6},
        {"journal", "UPDATE journal SET hash = zeroblob(31) WHERE seq = 6", 6, E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET seq = 60 WHERE seq = 6", 6, E_CHAIN_GAP, 6},
        {"batch", "UPDATE batch SET key = 'x' WHERE number = 5", 6, E_EVENT_BYTES, 5},
        {"batch", "UPDATE batch SET key = 'x' WHERE number = 5", 9, ERR_OK, 0},
        {"batch", "UPDATE batch SET last_seq = 5 WHERE number = 5", 6, E_EVENT_BYTES, 6},
        {"batch", "UPDATE batch SET number = 50 WHERE number = 1", 3, E_EVENT_BYTES, 3},
    };
    sample *s = *state;
    sample_fill(s);
    str pristine = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        char trigger[40];
        snprintf(trigger, sizeof trigger, "%s_no_UPDATE", CASE[i].table);
        file_put(s->path, pristine);
        assert_true(raw_run_without(s->path, trigger, CASE[i].sql));
        err e = {.code = ERR_OK};
        err_code code = sample_read(s, CASE[i].after, 0, NULL, &e);
        if (code != CASE[i].code) fail_msg("case %zu: %s", i, err_name(code));
        if (e.at.seq != CASE[i].seq) fail_msg("case %zu: at %llu", i, (unsigned long long)e.at.seq);
    }
}

/* What was read back and forgotten stays as it was: a trigger that reaches back from a later row, or that leaves a row
 * where nobody looks again, makes the append fail. */
static void test_reaching_back(void **state)
{
    static const char *const EVIL[] = {
        "UPDATE journal SET subject = 1 WHERE seq = 10",
        "UPDATE batch SET title = 'x' WHERE number = 5",
        "UPDATE journal SET maker = 1 WHERE seq = 2",
        "DELETE FROM citation WHERE seq = 9",
        "INSERT INTO citation(seq, title) VALUES(-4, 'x')",
        "INSERT INTO batch VALUES(-4, 'x', 't', 1, 1, zeroblob(32))",
    };
    sample *s = *state;
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    sample_shut(s);
    str pristine = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(EVIL); i++) {
        char trigger[300];
        file_put(s->path, pristine);
        sample_reopen(s);
        snprintf(trigger, sizeof trigger,
                 "CREATE TRIGGER evil AFTER INSERT ON journal WHEN NEW.seq = 2500 BEGIN %s; END", EVIL[i]);
        assert_true(raw_run(s->path, "DROP TRIGGER journal_no_UPDATE; DROP TRIGGER batch_no_UPDATE;"
                                     "DROP TRIGGER citation_no_DELETE; DROP TRIGGER citation_next;"
                                     "DROP TRIGGER batch_next"));
        assert_true(raw_run(s->path, trigger));
        err e = {.code = ERR_OK};
        err_code code = sample_append(s, "long", 4000, &e);
        if (code != E_READ_BACK) fail_msg("evil %zu: %s", i, code ? err_name(code) : "unseen");
        sample_shut(s);
        assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), 4);
    }
}

/* Beneath a long batch no trigger runs, so none can change its rows; behind it they run again. */
static void test_long_batch(void **state)
{
    sample *s = *state;
    err e = {.code = ERR_OK};
    char trigger[400];
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    snprintf(trigger, sizeof trigger,
             "DROP TRIGGER journal_no_UPDATE; CREATE TRIGGER evil AFTER INSERT ON journal WHEN NEW.seq IN (2500, %d)"
             " BEGIN UPDATE journal SET subject = 1 WHERE seq = NEW.seq; END",
             JOURNAL_LONG_ROWS + 6);
    assert_true(raw_run(s->path, trigger));
    assert_int_equal(sample_append(s, "long", JOURNAL_LONG_ROWS, &e), ERR_OK);
    assert_int_equal(sample_append(s, "short", 4, &e), E_READ_BACK);
    assert_int_equal(e.at.seq, JOURNAL_LONG_ROWS + 6);
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), JOURNAL_LONG_ROWS + 4);
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal WHERE seq = 2500 AND subject = 1"), 0);
}

/* Links only: each column's form, the order, the batches and the links; what a hash alone can see is left to it. */
static void test_links(void **state)
{
    static const struct {
        const char *table, *sql;
        err_code code;
        uint64_t seq;
    } CASE[] = {
        {"journal", "UPDATE journal SET prev_hash = zeroblob(32) WHERE seq = 6", E_CHAIN_BROKEN, 6},
        {"journal", "UPDATE journal SET hash = zeroblob(32) WHERE seq = 6", E_CHAIN_BROKEN, 7},
        {"journal", "UPDATE journal SET hash = zeroblob(31) WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET hash_alg = 2 WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET batch = 6 WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET recorded_us = 0 WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET kind = 9999 WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET subject = 900 WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET maker = 0 WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET attrs = '{ }' WHERE seq = 6", E_EVENT_BYTES, 6},
        {"journal", "UPDATE journal SET seq = 60 WHERE seq = 16", E_CHAIN_GAP, 16},
        {"journal", "UPDATE journal SET subject = 1 WHERE seq = 5", ERR_OK, 0}, /* a possible value */
        {"citation", "UPDATE citation SET title = 'x' WHERE seq = 5", ERR_OK, 0},
        {"citation", "UPDATE citation SET seq = 6 WHERE seq = 5", ERR_OK, 0},
        {"citation", "UPDATE citation SET seq = 600 WHERE seq = 5", E_CHAIN_GAP, 600},
        {"batch", "UPDATE batch SET title = 'x' WHERE number = 5", E_EVENT_BYTES, 5},
    };
    sample *s = *state;
    sample_fill(s);
    str pristine = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        char trigger[40];
        snprintf(trigger, sizeof trigger, "%s_no_UPDATE", CASE[i].table);
        file_put(s->path, pristine);
        assert_true(raw_run_without(s->path, trigger, CASE[i].sql));
        err e = {.code = ERR_OK};
        err_code code = sample_read_links(s, &e);
        if (code != CASE[i].code) fail_msg("case %zu: %s", i, code ? err_name(code) : "unseen");
        if (e.at.seq != CASE[i].seq) fail_msg("case %zu: at %llu", i, (unsigned long long)e.at.seq);
        if (!code) assert_int_not_equal(sample_read(s, 0, 0, NULL, NULL), ERR_OK); /* the whole check sees it */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_beneath_the_append, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_stored_column, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_well_forged_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_from_the_middle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reaching_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_batch, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_links, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
