/* Appending and reading: what went in comes out, chained, once, in order; and the file itself forbids anything else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "event_sample.h"
#include "journal_sample.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>

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

typedef struct comparing {
    const event *wanted;
    uint32_t count;
    hash last;
} comparing;

static err_code compare_visit(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)e;
    comparing *c = self;
    if (c->wanted) assert_true(sample_equal(ev, &c->wanted[c->count]));
    c->count++;
    c->last = *row_hash;
    return ERR_OK;
}

static int64_t arg_int(const err *e, const char *name)
{
    for (int i = 0; i < e->arg_count; i++)
        if (strcmp(e->arg[i].name, name) == 0) return e->arg[i].value;
    fail_msg("no argument %s", name);
    return -1;
}

static void test_empty(void **state)
{
    sample *s = *state;
    static const hash ZERO;
    bool found = true;
    seq_no first = 9, last = 9;
    hash h;
    assert_int_equal(s->head.seq, 0);
    assert_true(hash_equal(&s->head.hash, &ZERO));
    assert_int_equal(journal_find_batch(&found, &first, &last, s->j, STR("one"), NULL), ERR_OK);
    assert_false(found);
    assert_int_equal(journal_hash_at(&h, s->j, 0, NULL), E_ENTRY_UNKNOWN);
    assert_int_equal(journal_hash_at(&h, s->j, 1, NULL), E_ENTRY_UNKNOWN);
    uint32_t visited = 9;
    assert_int_equal(sample_read(s, 0, 0, &visited, NULL), ERR_OK);
    assert_int_equal(visited, 0);
}

/* Every working kind with random edges, in batches of several sizes: each event comes back equal, and the chain is
 * the one that anybody can compute from the canonical bytes. */
static void test_round_trip(void **state)
{
    sample *s = *state;
    enum { COUNT = 600 };
    static const uint32_t SIZE[] = {1, 7, 1, 200, 91, 300};
    uint64_t random = 20260101;
    event *events = arena_get(s->memory, sizeof(event) * COUNT);
    events[0] = *sample_events(s->memory, 1, 1);
    const kind_info *k = NULL;
    for (uint32_t i = 1; i < COUNT; i++) {
        do k = kind_next(k);
        while (k == NULL || !k->works);
        sample_event(&events[i], k->kind, i + 1, &random, s->memory);
        events[i].recorded_us = events[0].recorded_us + i;
    }
    uint32_t at = 0;
    for (size_t i = 0; i < COUNT_OF(SIZE); at += SIZE[i++]) {
        char key[16];
        snprintf(key, sizeof key, "batch %zu", i);
        batch b = {.key = str_from(key), .title = STR("任意"), .events = events + at, .count = SIZE[i]};
        assert_int_equal(journal_append(&s->head, s->j, &s->head, &b, s->memory, NULL), ERR_OK);
        assert_int_equal(s->head.seq, at + SIZE[i]);
        assert_int_equal(events[at].batch, at + 1);
        assert_int_equal(events[at + SIZE[i] - 1].batch, at + 1);
    }
    assert_int_equal(at, COUNT);
    hash chain = {{0}};
    buf bytes;
    buf_init(&bytes, s->memory, 1 << 20);
    for (uint32_t i = 0; i < COUNT; i++) {
        bytes.len = 0;
        assert_int_equal(event_encode(&bytes, &events[i], NULL), ERR_OK);
        hasher h;
        hasher_init(&h);
        hasher_put(&h, chain.byte, HASH_BYTES);
        hasher_put(&h, bytes.ptr, bytes.len);
        hasher_end(&chain, &h);
        hash stored;
        assert_int_equal(journal_hash_at(&stored, s->j, i + 1, NULL), ERR_OK);
        assert_true(hash_equal(&stored, &chain));
    }
    assert_true(hash_equal(&chain, &s->head.hash));
    sample_reopen(s);
    assert_true(hash_equal(&chain, &s->head.hash));
    comparing c = {.wanted = events};
    assert_int_equal(journal_read(s->j, 0, 0, JOURNAL_CHECK_ALL, compare_visit, &c, s->memory, NULL), ERR_OK);
    assert_int_equal(c.count, COUNT);
    assert_true(hash_equal(&c.last, &chain));
}

static void test_ranges(void **state)
{
    sample *s = *state;
    sample_fill(s);
    static const struct {
        seq_no after, until;
        uint32_t visited;
        err_code code;
        uint64_t at;
    } CASE[] = {
        {0, 0, 16, ERR_OK, 0},
        {0, 16, 16, ERR_OK, 0},
        {0, 1, 1, ERR_OK, 0},
        {4, 8, 4, ERR_OK, 0},
        {5, 7, 2, ERR_OK, 0},
        {6, 0, 10, ERR_OK, 0},
        {16, 0, 0, ERR_OK, 0},
        {16, 16, 0, ERR_OK, 0},
        {15, 16, 1, ERR_OK, 0},
        {3, 13, 10, ERR_OK, 0},
        {0, 17, 16, E_CHAIN_GAP, 17},
        {17, 0, 0, E_CHAIN_GAP, 17},
        {8, 4000000000, 8, E_CHAIN_GAP, 17},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        uint32_t visited = 0;
        err e = {.code = ERR_OK};
        assert_int_equal(sample_read(s, CASE[i].after, CASE[i].until, &visited, &e), CASE[i].code);
        assert_int_equal(visited, CASE[i].visited);
        assert_int_equal(e.at.seq, CASE[i].at);
    }
}

static err_code stop_visit(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)row_hash;
    *(seq_no *)self = ev->seq;
    return ev->seq == 6 ? err_set(e, E_USAGE) : ERR_OK;
}

static void test_visit_stops(void **state)
{
    sample *s = *state;
    sample_fill(s);
    sample_reopen(s);
    seq_no last = 0;
    err e = {.code = ERR_OK};
    assert_int_equal(journal_read(s->j, 0, 0, JOURNAL_CHECK_ALL, stop_visit, &last, s->memory, &e), E_USAGE);
    assert_int_equal(last, 6);
    assert_int_equal(sample_append(s, "after a stop", 1, NULL), ERR_OK); /* the snapshot is gone */
}

static void test_head_moved(void **state)
{
    sample *s = *state;
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    journal *other = NULL;
    assert_int_equal(journal_open(&other, s->path, false, NULL), ERR_OK);
    head theirs;
    assert_int_equal(journal_head(&theirs, other, NULL), ERR_OK);
    assert_int_equal(theirs.seq, 4);
    assert_int_equal(sample_append(s, "two", 2, NULL), ERR_OK);

    batch b = {.key = STR("three"), .title = STR("x"), .events = sample_events(s->memory, 5, 2), .count = 2};
    head out = {.seq = 77};
    err e = {.code = ERR_OK};
    assert_int_equal(journal_append(&out, other, &theirs, &b, s->memory, &e), E_HEAD_MOVED);
    assert_int_equal(arg_int(&e, "expected"), 4);
    assert_int_equal(arg_int(&e, "found"), 6);
    assert_int_equal(out.seq, 77);

    head forged = s->head; /* the right number with another hash is another book */
    forged.hash.byte[31] ^= 1;
    b.events = sample_events(s->memory, 7, 2);
    assert_int_equal(journal_append(&out, other, &forged, &b, s->memory, &e), E_HEAD_MOVED);
    assert_int_equal(journal_append(&out, other, &s->head, &b, s->memory, &e), ERR_OK);
    assert_int_equal(out.seq, 8);
    journal_close(other);
    assert_int_equal(journal_head(&theirs, s->j, NULL), ERR_OK);
    assert_int_equal(theirs.seq, 8);
}

static void test_duplicate_key(void **state)
{
    sample *s = *state;
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    assert_int_equal(sample_append(s, "two", 3, NULL), ERR_OK);
    err e = {.code = ERR_OK};
    assert_int_equal(sample_append(s, "two", 1, &e), E_DUPLICATE_BATCH);
    assert_int_equal(arg_int(&e, "first"), 5);
    assert_int_equal(arg_int(&e, "last"), 7);
    assert_int_equal(s->head.seq, 7);
    bool found = false;
    seq_no first = 0, last = 0;
    assert_int_equal(journal_find_batch(&found, &first, &last, s->j, STR("one"), NULL), ERR_OK);
    assert_true(found && first == 1 && last == 4);
    assert_int_equal(journal_find_batch(&found, &first, &last, s->j, STR("One"), NULL), ERR_OK);
    assert_false(found);
    assert_int_equal(journal_find_batch(&found, &first, &last, s->j, STR(""), NULL), ERR_OK);
    assert_false(found);
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), 7);
}

static void test_refused_before_writing(void **state)
{
    sample *s = *state;
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    err e = {.code = ERR_OK};
    char text[TEXT_BYTES_MAX + 1];
    memset(text, 'k', sizeof text);
    head out = s->head;

    batch b = {.key = {text, 201}, .title = STR("x"), .events = sample_events(s->memory, 5, 3), .count = 3};
    assert_int_equal(journal_append(&out, s->j, &s->head, &b, s->memory, &e), E_TEXT_LONG);
    b.key = STR("k");
    b.title = (str){text, sizeof text};
    assert_int_equal(journal_append(&out, s->j, &s->head, &b, s->memory, &e), E_TEXT_LONG);
    b.title = STR("\xC0\x80");
    assert_int_equal(journal_append(&out, s->j, &s->head, &b, s->memory, &e), E_TEXT_ENCODING);
    b.title = STR("");

    b.events[1].attrs = STR("{ }");
    assert_int_equal(journal_append(&out, s->j, &s->head, &b, s->memory, &e), E_EVENT_BYTES);
    assert_int_equal(e.at.seq, 6);
    b.events = sample_events(s->memory, 5, 3);
    b.events[0].recorded_us = sample_events(s->memory, 4, 1)->recorded_us; /* not after the last one stored */
    assert_int_equal(journal_append(&out, s->j, &s->head, &b, s->memory, &e), E_EVENT_BYTES);
    assert_int_equal(e.at.seq, 5);
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), 4);
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM batch"), 1);

    b.key = (str){text, 200};
    b.title = (str){text, TEXT_BYTES_MAX};
    b.events = sample_events(s->memory, 5, 3);
    assert_int_equal(journal_append(&out, s->j, &s->head, &b, s->memory, &e), ERR_OK);
    assert_int_equal(sample_read(s, 0, 0, NULL, NULL), ERR_OK);
}

/* What any SQLite tool is told that tries; the values would be harmless ones. */
static void test_file_forbids(void **state)
{
    sample *s = *state;
    sample_fill(s);
    static const char *const FORBIDDEN[] = {
        "UPDATE journal SET maker = maker WHERE seq = 5",
        "DELETE FROM journal WHERE seq = 16",
        "DELETE FROM journal",
        "UPDATE citation SET title = 'x' WHERE seq = 5",
        "DELETE FROM citation WHERE seq = 5",
        "UPDATE batch SET title = 'x' WHERE number = 5",
        "DELETE FROM batch WHERE number = 5",
        "INSERT INTO journal SELECT 18, recorded_us, maker, approver, kind, format, effective, effective_precision, "
        "booked,"
        " published, published_precision, subject, object, third, purpose, class, amount_minor, amount_hi_minor, "
        "qualifier,"
        " unit, quantity, unfunded_minor, ref, attrs, batch, prev_hash, hash, hash_alg FROM journal WHERE seq = 16",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 5",
        "INSERT OR REPLACE INTO citation SELECT * FROM citation WHERE seq = 5",
        "INSERT INTO citation(seq, title) VALUES(6, 'x')",
        "INSERT INTO citation(seq, title) VALUES(17, 'x')",
        "INSERT OR REPLACE INTO batch SELECT * FROM batch WHERE number = 5",
        "INSERT OR REPLACE INTO batch VALUES(17, 'two', 't', 17, 17, x'00')",
        "INSERT INTO batch VALUES(18, 'new', 't', 18, 18, x'00')",
    };
    str before = file_bytes(s->path, s->memory);
    for (size_t i = 0; i < COUNT_OF(FORBIDDEN); i++) assert_false(raw_run(s->path, FORBIDDEN[i]));
    assert_true(str_equal(before, file_bytes(s->path, s->memory)));
    assert_true(raw_run(s->path, "SELECT 1 FROM journal")); /* the hand itself works */
}

static void test_absent_is_null(void **state)
{
    sample *s = *state;
    sample_fill(s);
    static const struct {
        const char *sql;
        int64_t value;
    } CASE[] = {
        {"SELECT count(*) FROM journal WHERE effective IS NULL AND effective_precision IS NULL", 6},
        {"SELECT count(*) FROM journal WHERE maker IS NULL", 1},
        {"SELECT count(*) FROM journal WHERE qualifier IS NULL AND amount_minor IS NULL AND unit IS NULL", 7},
        {"SELECT count(*) FROM journal WHERE amount_hi_minor IS NOT NULL", 3},
        {"SELECT count(*) FROM journal WHERE unfunded_minor = 0", 3},
        {"SELECT count(*) FROM journal WHERE 0 IN (subject, object, third, purpose, class, ref, approver)", 0},
        {"SELECT count(*) FROM journal WHERE attrs = ''", 0},
        {"SELECT count(*) FROM citation", 6},
        {"SELECT count(*) FROM citation WHERE title IS NULL AND words IS NOT NULL", 3},
        {"SELECT count(*) FROM batch WHERE number = first_seq AND last_seq = first_seq + 3", 4},
        {"SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'journal'", 0},
        {"PRAGMA application_id", 0x77656972},
        {"PRAGMA user_version", JOURNAL_FORMAT},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) assert_int_equal(raw_int(s->path, CASE[i].sql), CASE[i].value);
}

/* Memory runs out at every point in turn: the fault names a limit and nothing is stored; where the program could do
 * without that memory, all is. */
static void test_every_memory_fault(void **state)
{
    sample *s = *state;
    enum { POINTS = 64 }; /* more than one opening, reading and appending take */
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    event *events = sample_events(s->memory, 5, 2);
    sample_shut(s);
    str before = file_bytes(s->path, s->memory);
    uint32_t faults = 0;
    err_code code = ERR_OK;
    for (uint64_t n = 1; n <= POINTS; n++) {
        journal *j = NULL;
        head now = s->head;
        batch b = {.key = STR("two"), .title = STR("x"), .events = events, .count = 2};
        err e = {.code = ERR_OK};
        arena_fail_at(n);
        code = journal_open(&j, s->path, false, &e);
        if (!code)
            code = journal_read(j, 0, 0, JOURNAL_CHECK_ALL, compare_visit, &(comparing){.wanted = NULL}, s->memory, &e);
        if (!code) code = journal_append(&now, j, &s->head, &b, s->memory, &e);
        arena_fail_at(0);
        journal_close(j);
        assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), code ? 4 : 6);
        assert_int_equal(sample_read(s, 0, 0, NULL, NULL), ERR_OK);
        if (code) assert_int_equal(code, E_LIMIT);
        faults += code != ERR_OK;
        file_put(s->path, before);
    }
    assert_int_equal(code, ERR_OK);
    assert_true(faults > 10);
}

static void test_disk_full(void **state)
{
    sample *s = *state;
    assert_int_equal(sample_append(s, "one", 4, NULL), ERR_OK);
    struct rlimit old, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 400000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    err e = {.code = ERR_OK};
    err_code code = sample_append(s, "big", 20000, &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(code, E_JOURNAL);
    assert_int_equal(s->head.seq, 4);
    assert_int_equal(sample_append(s, "big", 20000, &e), ERR_OK);
    uint32_t visited = 0;
    assert_int_equal(sample_read(s, 0, 0, &visited, NULL), ERR_OK);
    assert_int_equal(visited, 20004);
}

/* ---- rows that are pulled ---- */
typedef struct pulling {
    const event *from;
    uint32_t asked, fails_at;
    char text[3 * ATTRS_BYTES_MAX]; /* of the row that was asked for last, and no other */
    size_t used;
} pulling;

static str lend(pulling *p, str text)
{
    char *at = p->text + p->used;
    if (text.len) memcpy(at, text.ptr, text.len);
    p->used += text.len;
    return (str){at, text.len};
}

static err_code pull_row(void *self, event *out, uint32_t index, err *e)
{
    pulling *p = self;
    assert_int_equal(index, p->asked++);
    assert_int_equal(out->seq, 0);
    if (index == p->fails_at) return err_set(e, E_FILE_READ);
    memset(p->text, '#', sizeof p->text); /* who kept what was lent before has it no more */
    p->used = 0;
    *out = p->from[index];
    out->attrs = lend(p, out->attrs);
    out->cite.title = lend(p, out->cite.title);
    out->cite.url = lend(p, out->cite.url);
    out->cite.row = lend(p, out->cite.row);
    out->cite.words = lend(p, out->cite.words);
    out->cite.span = lend(p, out->cite.span);
    return ERR_OK;
}

/* The same rows from an array and pulled: the same chain. In little memory, whatever the count. */
static void test_pulled(void **state)
{
    sample *s = *state;
    enum { COUNT = 5000 };
    static pulling p;
    p = (pulling){.from = sample_events(s->memory, 1, COUNT), .fails_at = COUNT - 1};
    batch b = {.key = STR("all"), .title = STR("t"), .next = pull_row, .next_self = &p, .count = COUNT};
    head at = s->head, pulled;
    arena *little = arena_new("little", 1 << 20);
    err e = {.code = ERR_OK};
    assert_int_equal(journal_append(&pulled, s->j, &at, &b, little, &e), E_FILE_READ); /* of its last row */
    assert_int_equal(raw_int(s->path, "SELECT count(*) FROM journal"), 0);
    assert_false(journal_locked(s->j));

    arena_clear(little);
    p = (pulling){.from = p.from, .fails_at = COUNT};
    assert_int_equal(journal_append(&pulled, s->j, &at, &b, little, NULL), ERR_OK);
    assert_int_equal(p.asked, COUNT);
    arena_free(little);
    comparing c = {.wanted = NULL};
    assert_int_equal(journal_read(s->j, 0, 0, JOURNAL_CHECK_ALL, compare_visit, &c, s->memory, NULL), ERR_OK);
    assert_int_equal(c.count, COUNT);
    assert_true(hash_equal(&c.last, &pulled.hash));

    sample whole;
    sample_make(&whole);
    b = (batch){.key = STR("all"), .title = STR("t"), .events = sample_events(s->memory, 1, COUNT), .count = COUNT};
    assert_int_equal(journal_append(&whole.head, whole.j, &at, &b, s->memory, NULL), ERR_OK);
    assert_true(hash_equal(&whole.head.hash, &pulled.hash));
    sample_remove(&whole);
}

/* Rows as wide as rows can be: a piece ends when its texts would not fit, and never loses one. */
static void test_pulled_wide(void **state)
{
    sample *s = *state;
    enum { COUNT = 40 };
    static pulling p;
    static char note[ATTRS_BYTES_MAX], words[CITATION_BYTES_MAX];
    event *events = sample_events(s->memory, 1, COUNT);
    memset(words, 'w', sizeof words);
    for (uint32_t i = 4; i < COUNT; i++) {
        if (events[i].kind != KIND_STAKE_REPORTED) continue;
        static const char BEGIN[] = "{\"note\":\"";
        memset(note, 'n', sizeof note);
        memcpy(note, BEGIN, sizeof BEGIN - 1);
        memcpy(note + sizeof note - 2, "\"}", 2);
        events[i].attrs = (str){note, sizeof note};
        events[i].cite.title = events[i].cite.url = events[i].cite.row = events[i].cite.span = STR_NONE;
        events[i].cite.words = (str){words, sizeof words};
    }
    p = (pulling){.from = events, .fails_at = COUNT};
    batch b = {.key = STR("wide"), .title = STR("t"), .next = pull_row, .next_self = &p, .count = COUNT};
    assert_int_equal(journal_append(&s->head, s->j, &s->head, &b, s->memory, NULL), ERR_OK);
    for (uint32_t i = 0; i < COUNT; i++) {
        events[i].seq = i + 1;
        events[i].batch = 1;
    }
    comparing c = {.wanted = events};
    assert_int_equal(journal_read(s->j, 0, 0, JOURNAL_CHECK_ALL, compare_visit, &c, s->memory, NULL), ERR_OK);
    assert_int_equal(c.count, COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_ranges, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_visit_stops, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_head_moved, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_duplicate_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused_before_writing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_forbids, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_absent_is_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_memory_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_disk_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pulled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pulled_wide, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
