/* restore: a book that was saved and loaded is the book that was folded, in all that it says and will say; an image that
 * was damaged, cut or forged is as if it were not there. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book/book_int.h"
#include "book_sample.h"

static desk d;
static char path[64];
static hash head;

static int open_desk(void **state)
{
    (void)state;
    desk_open(&d);
    memset(head.byte, 7, sizeof head.byte);
    (void)snprintf(path, sizeof path, "/tmp/weir-restore-%ld", (long)getpid());
    return 0;
}

static int close_desk(void **state)
{
    (void)state;
    desk_close(&d);
    (void)remove(path);
    return 0;
}

typedef struct told {
    const char *kind_word, *fields;
} told;

static const told story[] = {
    {"party.registered", "id=a; name=甲; class=soe; uscc=91350100M000100Y43; date=2010"},
    {"party.registered", "id=b; name=B; class=soe"},
    {"party.registered", "id=f; name=基金; class=sub_fund; source_title=公告; source_url=http://x; published=2024-05"},
    {"party.registered", "id=e; name=E; class=enterprise"},
    {"document.filed", "id=doc; title=通知"},
    {"cluster.defined", "id=k; name=K; class=fund_cluster"},
    {"cluster.defined", "id=c; name=C; class=population"},
    {"cluster.member_added", "cluster=k; member=c"},
    {"cluster.member_added", "cluster=c; member=a"},
    {"role.assigned", "party=a; in=f; role=lp"},
    {"role.ended", "party=a; in=f; role=lp"},
    {"role.assigned", "party=b; in=f; role=lp"},
    {"enterprise.tagged", "party=e; tag=unicorn"},
    {"enterprise.untagged", "party=e; tag=unicorn"},
    {"entry.reversed", "entry=15; reason=slip"},
    {"commitment.signed", "investor=a; fund=f; amount=500元; date=2025-01-01; document=doc"},
    {"contribution.paid", "investor=a; fund=f; amount=60元; date=2025-02-01; source_row=7; confidence=high"},
    {"contribution.paid", "investor=a; fund=f; amount=50元; date=2025-02-03"},
    {"contribution.paid", "investor=a; fund=f; amount=50元; date=2025-02-04"},
    {"entry.reversed", "entry=19; reason=slip"},
    {"distribution.paid", "investor=a; fund=f; amount=50元; date=2025-03-03; recallable=10元"},
    {"investment.made", "fund=f; enterprise=e; amount=20元; date=2025-03-04"},
    {"stake.reported", "investor=a; fund=f; share=12.5; amount=20-50亿元; state=stated; published=2025"},
    {"party.changed", "party=a; name=乙; date=2024-01-01"},
    {"party.alias", "party=a; alias=老甲"},
    {"party.merged", "party=b; into=a"},
    {"entry.reversed", "entry=27; reason=two after all"},
    {"party.merged", "party=b; into=a"},
    {"period.closed", "through=2025-01-31; note=month"},
    {"party.registered", "id=g; name=G; class=sub_fund"},
    {"party.registered", "id=h; name=H; class=sub_fund"},
    {"commitment.signed", "investor=a; fund=g; amount=10元; date=2025-02-01"},
    {"contribution.paid", "investor=a; fund=g; amount=5元; date=2025-02-02"},
    {"stake.transferred", "seller=a; fund=g; buyer=e; amount=4元; paid_in=2元; price=3元; date=2025-02-03"},
    {"holding.valued", "fund=f; enterprise=e; amount=21元; date=2025-03-05"},
    {"fund.merged", "fund=g; into=h; ratio=1.25; date=2025-04-01"},
    {"contribution.paid", "investor=a; fund=h; amount=1元; date=2025-04-02"},
};
static const told later[] = {
    {"contribution.paid", "investor=b; fund=f; amount=30元; date=2025-04-01"},
    {"contribution.paid", "investor=a; fund=f; amount=30元; date=2025-04-01; source_title=公告"},
    {"entry.reversed", "entry=18; reason=slip"},
    {"role.ended", "party=b; in=f; role=lp"},
    {"entry.reversed", "entry=16; reason=again"},
    {"enterprise.untagged", "party=e; tag=unicorn"},
    {"enterprise.tagged", "party=e; tag=unicorn"},
    {"party.registered", "id=z; name=Z; class=soe; uscc=91350100M000100Y43"},
    {"party.registered", "id=y; name=乙; class=soe"},
    {"cluster.member_added", "cluster=c; member=k"},
    {"contribution.paid", "investor=a; fund=f; amount=5000元; date=2025-04-01"},
    {"investment.exited", "fund=f; enterprise=e; cost=20元; amount=40元; date=2025-05-04"},
    {"distribution.paid", "investor=a; fund=f; amount=50元; date=2024-12-31"},
    {"period.closed", "through=2025-01-30"},
    {"entry.reversed", "entry=4; reason=in use"},
    {"entry.reversed", "entry=29; reason=used"},
    {"contribution.paid", "investor=a; fund=f; amount=3元; date=2025-06-01; booked=2025-06-02"},
};

/* The same command to both: the same answer, and the same book after it. */
static void both_say_the_same(desk *one, desk *two, const told *t)
{
    err_code code = desk_decide(one, t->kind_word, t->fields);
    assert_int_equal(desk_decide(two, t->kind_word, t->fields), code);
    assert_int_equal(one->e.code, two->e.code);
    assert_int_equal(one->e.arg_count, two->e.arg_count);
    for (uint8_t i = 0; i < one->e.arg_count; i++) {
        assert_int_equal(one->e.arg[i].value, two->e.arg[i].value);
        assert_string_equal(one->e.arg[i].text, two->e.arg[i].text);
    }
    if (code) return;
    assert_int_equal(book_apply(one->b, &one->ev, NULL), ERR_OK);
    assert_int_equal(book_apply(two->b, &two->ev, NULL), ERR_OK);
    one->now_us += 1000;
    two->now_us += 1000;
    assert_string_equal(hash_now(one), hash_now(two));
}

static void rows_are_alike(const book *one, const book *two)
{
    for (seq_no seq = 1; seq <= book_applied(one); seq++) {
        thing a, b;
        assert_int_equal(book_reversed_by(one, seq, book_applied(one)), book_reversed_by(two, seq, book_applied(one)));
        assert_int_equal(*rows_uses(&one->rows, seq), *rows_uses(&two->rows, seq));
        assert_int_equal(row_link(one, seq), row_link(two, seq));
        assert_int_equal(book_pair_of(one, seq), book_pair_of(two, seq));
        assert_int_equal(rows_batch(&one->rows, seq), rows_batch(&two->rows, seq));
        assert_int_equal(book_merged_into(one, seq, book_applied(one)), book_merged_into(two, seq, book_applied(one)));
        if (!book_thing(&a, one, seq)) {
            assert_false(book_thing(&b, two, seq));
            continue;
        }
        assert_true(book_thing(&b, two, seq));
        assert_true(str_equal(a.id, b.id));
        assert_true(
            str_equal(book_name(one, seq, book_applied(one), true), book_name(two, seq, book_applied(one), true)));
    }
    assert_int_equal(book_pair_count(one), book_pair_count(two));
    assert_int_equal(book_closed_through(one, book_applied(one)), book_closed_through(two, book_applied(one)));
}

static bool load(book **out, seq_no expected)
{
    bool usable;
    seq_no seq = 0;
    hash is;
    assert_int_equal(book_load(out, &usable, path, &seq, &is, NULL), ERR_OK);
    assert_int_equal(usable, *out != NULL);
    if (!usable) return false;
    assert_int_equal(seq, expected);
    assert_true(hash_equal(&is, &head));
    return true;
}

/* Saved after every row of the story, loaded, and told the rest and more. */
static void a_loaded_book_is_the_folded_one(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= COUNT_OF(story); cut++) {
        desk one, two;
        desk_open(&one);
        for (size_t i = 0; i < cut; i++) enter(&one, story[i].kind_word, story[i].fields);
        assert_int_equal(book_save(one.b, path, &head, &one.e), ERR_OK);
        desk_open(&two);
        book_free(two.b);
        assert_true(load(&two.b, book_applied(one.b)));
        two.now_us = one.now_us;
        assert_string_equal(hash_now(&one), hash_now(&two));
        rows_are_alike(one.b, two.b);
        for (size_t i = cut; i < COUNT_OF(story); i++) both_say_the_same(&one, &two, &story[i]);
        for (size_t i = 0; i < COUNT_OF(later); i++) both_say_the_same(&one, &two, &later[i]);
        rows_are_alike(one.b, two.b);
        desk_close(&one);
        desk_close(&two);
    }
}

/* More than a chunk of flows, so that some of the rows stay in the mapped file and are written there. */
static void whole_chunks_are_mapped(void **state)
{
    (void)state;
    desk two;
    char fields[96];
    party(&d, "a", "soe");
    party(&d, "f", "sub_fund");
    enter(&d, "commitment.signed", "investor=a; fund=f; amount=9000000元; date=2025-01-01");
    for (int i = 0; i < ROWS_IN_CHUNK; i++) {
        (void)snprintf(fields, sizeof fields, "investor=a; fund=f; amount=%d元; date=2025-02-01%s", i + 1,
                       i % 5 ? "" : "; source_title=t");
        enter(&d, "contribution.paid", fields);
    }
    reverse(&d, 9);
    assert_int_equal(book_save(d.b, path, &head, &d.e), ERR_OK);
    desk_open(&two);
    book_free(two.b);
    assert_true(load(&two.b, book_applied(d.b)));
    assert_string_equal(hash_now(&d), hash_now(&two));
    two.now_us = d.now_us;
    both_say_the_same(&d, &two, &(told){"entry.reversed", "entry=10; reason=x"});
    both_say_the_same(&d, &two, &(told){"contribution.paid", "investor=a; fund=f; amount=1元; date=2025-03-01"});
    rows_are_alike(d.b, two.b);
    seq_no at = pair_newest(two.b, 2, 3), count = 0;
    for (; at; at = pair_older(two.b, at)) count++;
    assert_int_equal(count, ROWS_IN_CHUNK + 2);
    desk_close(&two);
    assert_true(load(&two.b, book_applied(d.b) - 2)); /* what was written stayed out of the file */
    book_free(two.b);
}

static char *file_bytes(size_t *len)
{
    str s;
    assert_int_equal(io_read_file(&s, path, (size_t)1 << 26, d.a, NULL), ERR_OK);
    *len = s.len;
    return (char *)(uintptr_t)s.ptr;
}

/* Written over in place: a new file for each of thousands would wait for the disk. */
static void put_bytes(const char *bytes, size_t at, size_t len)
{
    FILE *to = fopen(path, "r+b");
    assert_non_null(to);
    assert_int_equal(fseek(to, (long)at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes + at, 1, len, to), len);
    assert_int_equal(fclose(to), 0);
}

static void a_damaged_image_is_none(void **state)
{
    (void)state;
    size_t len;
    book *b;
    for (size_t i = 0; i < COUNT_OF(story); i++) enter(&d, story[i].kind_word, story[i].fields);
    assert_false(load(&b, 0)); /* there is none yet */
    assert_int_equal(book_save(d.b, path, &head, &d.e), ERR_OK);
    char *bytes = file_bytes(&len);
    for (size_t at = 0; at < len; at++) {
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        put_bytes(bytes, at, 1);
        assert_false(load(&b, 0));
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        put_bytes(bytes, at, 1);
    }
    for (size_t left = len; left > 0; left -= left < 300 || left % 37 == 0 ? 1 : left % 37) {
        assert_int_equal(truncate(path, (off_t)(left - 1)), 0);
        assert_false(load(&b, 0));
    }
    put_bytes(bytes, 0, len);
    assert_true(load(&b, book_applied(d.b)));
    book_free(b);
}

/* As image.c has it: sums of the body at the end, their sum and the header's own in the header. */
enum { HEADER_BYTES = 128, OWN_SUM_AT = 120, SUMS_SUM_AT = 24 };
static void reseal(char *bytes, size_t len)
{
    size_t sums = len - sizeof(uint64_t); /* a small image has one */
    uint64_t sum = checksum(bytes + HEADER_BYTES, sums - HEADER_BYTES);
    memcpy(bytes + sums, &sum, sizeof sum);
    sum = checksum(bytes + sums, sizeof sum);
    memcpy(bytes + SUMS_SUM_AT, &sum, sizeof sum);
    sum = checksum(bytes, OWN_SUM_AT);
    memcpy(bytes + OWN_SUM_AT, &sum, sizeof sum);
}

/* Takes part of it back and adds to it, when its ledger can be. */
static bool a_ledger_is_asked(desk *two)
{
    static const told asked[] = {
        {"entry.reversed", "entry=18; reason=x"},
        {"entry.reversed", "entry=21; reason=x"},
        {"entry.reversed", "entry=35; reason=x"},
        {"entry.reversed", "entry=37; reason=x"},
        {"call.issued", "investor=a; fund=f; amount=1元; date=2025-02-03"},
        {"stake.transferred", "seller=a; fund=f; buyer=e; amount=1元; paid_in=1元; date=2025-02-03"},
        {"contribution.paid", "investor=a; fund=f; amount=1元; date=2025-01-02"},
        {"entry.reversed", "entry=16; reason=x"}};
    err_code code = book_check_ledger(two->b, &two->e);
    if (code) assert_int_equal(code, E_EVENT_BYTES);
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        err_code said = desk_decide(two, asked[i].kind_word, asked[i].fields);
        if (code) assert_int_not_equal(said, ERR_OK);
        if (said == ERR_OK) assert_int_equal(book_apply(two->b, &two->ev, NULL), ERR_OK);
    }
    return code == ERR_OK;
}

/* Forged with right sums: it may be taken, since a fact is as good as another, but never brings anything down. */
static void a_forged_image_is_harmless(void **state)
{
    (void)state;
    static const unsigned char masks[] = {1, 0x80, 0xFF};
    size_t len, refused = 0, impossible = 0, sound = 0;
    for (size_t i = 0; i < COUNT_OF(story); i++) enter(&d, story[i].kind_word, story[i].fields);
    assert_int_equal(book_save(d.b, path, &head, &d.e), ERR_OK);
    char *bytes = file_bytes(&len);
    for (size_t at = 0; at < len - sizeof(uint64_t); at++)
        for (size_t m = 0; m < COUNT_OF(masks); m++) {
            bool usable;
            seq_no seq;
            hash h;
            book *b;
            bytes[at] = (char)(bytes[at] ^ masks[m]);
            reseal(bytes, len);
            put_bytes(bytes, 0, len);
            bytes[at] = (char)(bytes[at] ^ masks[m]);
            assert_int_equal(book_load(&b, &usable, path, &seq, &h, NULL), ERR_OK);
            refused += !usable;
            if (!usable) continue;
            book_hash(&h, b, seq);
            for (seq_no row = 1; row <= seq; row++) (void)book_name(b, row, seq, true);
            desk two;
            desk_open(&two);
            book_free(two.b);
            two.b = b;
            two.now_us = ((int64_t)DAY_LAST + 1) * INT64_C(86400000000) - 1; /* no row may say later */
            if (a_ledger_is_asked(&two))
                sound++;
            else
                impossible++;
            desk_close(&two);
        }
    assert_true(refused > len);
    assert_true(impossible > 10);
    assert_true(sound > 10);
}

#define ON_A_DESK(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DESK(a_loaded_book_is_the_folded_one),
        ON_A_DESK(whole_chunks_are_mapped),
        ON_A_DESK(a_damaged_image_is_none),
        ON_A_DESK(a_forged_image_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
