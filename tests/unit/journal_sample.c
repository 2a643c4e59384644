/* journal_sample: see the header. */
#include "journal_sample.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void sample_make(sample *s)
{
    memset(s, 0, sizeof *s);
    snprintf(s->folder, sizeof s->folder, "/tmp/weir-journal-XXXXXX");
    CHECK(mkdtemp(s->folder) != NULL);
    snprintf(s->path, sizeof s->path, "%s/city.weir", s->folder);
    s->memory = arena_new("sample", (size_t)256 << 20);
    CHECK(s->memory != NULL);
    CHECK(journal_create(s->path, NULL) == ERR_OK);
    sample_reopen(s);
}

void sample_shut(sample *s)
{
    journal_close(s->j);
    s->j = NULL;
}

void sample_reopen(sample *s)
{
    sample_shut(s);
    err e = {.code = ERR_OK};
    if (journal_open(&s->j, s->path, false, &e)) fprintf(stderr, "%s %s\n", err_name(e.code), e.arg[0].text);
    CHECK(s->j != NULL);
    CHECK(journal_head(&s->head, s->j, NULL) == ERR_OK);
}

void sample_remove(sample *s)
{
    sample_shut(s);
    DIR *folder = opendir(s->folder);
    CHECK(folder != NULL);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", s->folder, entry->d_name);
        if (entry->d_name[0] != '.') unlink(path);
    }
    closedir(folder);
    CHECK(rmdir(s->folder) == 0);
    arena_free(s->memory);
}

/* ---- events ---- */
static event plain_event(kind k, seq_no seq)
{
    event ev = {.kind = k, .format = EVENT_FORMAT, .seq = seq};
    ev.recorded_us = INT64_C(1763000000000000) + (int64_t)seq * 1000;
    ev.effective = (date){DAY_NONE, PRECISION_UNKNOWN};
    ev.published = ev.effective;
    ev.booked = DAY_NONE;
    if (seq > 1) ev.maker = 1;
    return ev;
}

static event registration(seq_no seq)
{
    event ev = plain_event(seq == 1 ? KIND_ACTOR_REGISTERED : KIND_PARTY_REGISTERED, seq);
    ev.attrs = seq == 1   ? STR("{\"id\":\"li\",\"name\":\"李\"}")
               : seq == 2 ? STR("{\"id\":\"city\",\"name\":\"市财政局\"}")
                          : STR("{\"id\":\"fund\",\"name\":\"引导基金\"}");
    if (seq > 1) ev.class_code = seq == 2 ? PARTY_GOVERNMENT : PARTY_MOTHER_FUND;
    return ev;
}

static event stake(seq_no seq)
{
    event ev = plain_event(KIND_STAKE_REPORTED, seq);
    ev.approver = 2;
    ev.effective = (date){day_of(2025, 10, 1), PRECISION_MONTH};
    ev.published = (date){day_of(2025, 12, 15), PRECISION_DAY};
    ev.subject = 2;
    ev.object = 3;
    ev.class_code = STAKE_STATED;
    ev.purpose = BASIS_SUBSCRIBED;
    ev.amount = (amount){INT64_C(300000000000), INT64_C(450000000000), QUALIFIER_RANGE, UNIT_CNY};
    ev.has_quantity = true;
    ev.quantity = 400000;
    ev.attrs = STR("{\"note\":\"首期\"}");
    ev.cite = (citation){STR("公告"), STR("https://example.org/a"), STR("12"), STR("出资约四成"), STR("3-9"), 3, 2};
    return ev;
}

static event distribution(seq_no seq)
{
    event ev = plain_event(KIND_DISTRIBUTION_PAID, seq);
    ev.effective = (date){day_of(2025, 11, 28), PRECISION_DAY};
    ev.booked = day_of(2025, 12, 1);
    ev.subject = 2;
    ev.object = 3;
    ev.purpose = 1;
    ev.amount = (amount){5000, 0, QUALIFIER_EXACT, UNIT_CNY};
    ev.has_unfunded = true;
    return ev;
}

static event target(seq_no seq)
{
    event ev = plain_event(KIND_TARGET_SET, seq);
    ev.subject = 2;
    ev.third = 3;
    ev.class_code = COMPARE_GE;
    ev.amount = (amount){-7, 0, QUALIFIER_EXACT, UNIT_GROWTH};
    ev.attrs = STR("{\"id\":\"t\",\"indicator\":\"core_industry\"}");
    ev.cite.words = STR("增长目标");
    return ev;
}

static event reversal(seq_no seq)
{
    event ev = plain_event(KIND_ENTRY_REVERSED, seq);
    ev.effective = (date){day_of(2024, 1, 1), PRECISION_YEAR};
    ev.ref = 3;
    ev.attrs = STR("{\"reason\":\"重复\"}");
    return ev;
}

event *sample_events(arena *a, seq_no first, uint32_t count)
{
    static event (*const SHAPE[SAMPLE_SHAPES])(seq_no seq) = {stake, distribution, target, reversal};
    event *events = arena_get(a, sizeof(event) * count);
    CHECK(events != NULL);
    for (uint32_t i = 0; i < count; i++) {
        seq_no seq = first + i;
        events[i] = seq <= 3 ? registration(seq) : SHAPE[(seq - 1) % SAMPLE_SHAPES](seq);
    }
    return events;
}

err_code sample_append(sample *s, const char *key, uint32_t count, err *e)
{
    batch b = {.key = str_from(key), .title = STR("样例"), .count = count};
    b.events = sample_events(s->memory, s->head.seq + 1, count);
    return journal_append(&s->head, s->j, &s->head, &b, s->memory, e);
}

void sample_fill(sample *s)
{
    static const char *const KEY[] = {"one", "two", "three", "four"};
    for (size_t i = 0; i < COUNT_OF(KEY); i++) CHECK(sample_append(s, KEY[i], 4, NULL) == ERR_OK);
    sample_shut(s);
}

static err_code count_visit(void *self, const event *ev, const hash *row_hash, err *e)
{
    (void)e;
    CHECK(ev->seq > 0);
    CHECK(row_hash != NULL);
    ++*(uint32_t *)self;
    return ERR_OK;
}

static err_code read_checked(sample *s, seq_no after, seq_no until, journal_check how, uint32_t *visited, err *e)
{
    journal *j = NULL;
    uint32_t count = 0;
    err_code code = journal_open(&j, s->path, true, e);
    if (!code) code = journal_read(j, after, until, how, count_visit, &count, s->memory, e);
    journal_close(j);
    if (visited) *visited = count;
    return code;
}

err_code sample_read(sample *s, seq_no after, seq_no until, uint32_t *visited, err *e)
{
    return read_checked(s, after, until, JOURNAL_CHECK_ALL, visited, e);
}

err_code sample_read_links(sample *s, err *e)
{
    return read_checked(s, 0, 0, JOURNAL_CHECK_LINKS, NULL, e);
}

/* ---- behind the book's back ---- */
static sqlite3 *raw_open(const char *path)
{
    sqlite3 *db = NULL;
    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, "PRAGMA synchronous=OFF", NULL, NULL, NULL) == SQLITE_OK);
    return db;
}

bool raw_run(const char *path, const char *sql)
{
    sqlite3 *db = raw_open(path);
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    return rc == SQLITE_OK;
}

int64_t raw_int(const char *path, const char *sql)
{
    sqlite3 *db = raw_open(path);
    sqlite3_stmt *st = NULL;
    CHECK(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK);
    CHECK(sqlite3_step(st) == SQLITE_ROW);
    int64_t value = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    return value;
}

bool raw_run_without(const char *path, const char *trigger, const char *sql)
{
    sqlite3 *db = raw_open(path);
    char text[200], create[1000];
    sqlite3_stmt *st = NULL;
    CHECK(sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE name = ?1", -1, &st, NULL) == SQLITE_OK);
    CHECK(sqlite3_bind_text(st, 1, trigger, -1, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_step(st) == SQLITE_ROW);
    snprintf(create, sizeof create, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    snprintf(text, sizeof text, "DROP TRIGGER %s", trigger);
    CHECK(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK);
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    CHECK(sqlite3_exec(db, create, NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(db) == SQLITE_OK);
    return rc == SQLITE_OK;
}

/* ---- files ---- */
str file_bytes(const char *path, arena *a)
{
    str bytes = STR_NONE;
    CHECK(io_read_file(&bytes, path, (size_t)64 << 20, a, NULL) == ERR_OK);
    return bytes;
}

void file_put(const char *path, str bytes)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    CHECK(fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len);
    CHECK(fclose(file) == 0);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *folder_list(const char *folder, arena *a)
{
    const char *name[32];
    size_t count = 0;
    DIR *open = opendir(folder);
    CHECK(open != NULL);
    for (struct dirent *entry; (entry = readdir(open));) {
        CHECK(count < COUNT_OF(name));
        if (entry->d_name[0] != '.') name[count++] = arena_str(a, str_from(entry->d_name)).ptr;
    }
    closedir(open);
    qsort(name, count, sizeof name[0], by_name);
    buf list;
    buf_init(&list, a, 1000);
    for (size_t i = 0; i < count; i++) {
        buf_text(&list, name[i]);
        buf_char(&list, ' ');
    }
    buf_char(&list, 0);
    CHECK(!list.failed);
    return list.ptr;
}
