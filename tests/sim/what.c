/* what: lines that people enter: good ones, and some that the book must refuse. Whether one is good is not known here;
 * a fresh fold says it. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

static char *end_of(entry_text *t)
{
    return t->text + strlen(t->text);
}

static size_t room_of(const entry_text *t)
{
    return sizeof t->text - strlen(t->text);
}

/* One of those that were there from the beginning, now and then one that nobody has. */
static uint32_t any_of(uint32_t given)
{
    return dice(200) == 0 ? given + 1 : (uint32_t)dice(given);
}

static void put_date(char *out, size_t room)
{
    snprintf(out, room, "20%02u-%02u-%02u", (unsigned)(19 + dice(5)), (unsigned)(1 + dice(12)),
             (unsigned)(1 + dice(28)));
}

static void put_party(entry_text *t)
{
    static const char *const made[] = {"一", "二", "三", "四", "五", "六", "七"};
    uint64_t which = dice(3);
    const char letter = which == 0 ? 'i' : which == 1 ? 'f' : 'e';
    const char *word = which == 0 ? "soe" : which == 1 ? "sub_fund" : "enterprise";
    const uint32_t given = which == 0 ? INVESTORS : which == 1 ? FUNDS : ENTERPRISES;
    uint32_t number = likely(90) ? given + (uint32_t)world.step * 200 + (uint32_t)t->made++ : any_of(given);
    snprintf(end_of(t), room_of(t),
             "{\"kind\":\"party.registered\",\"id\":\"%c%u\",\"name\":\"合成%s%c%u\",\"class\":\"%s\"}\n", letter,
             number, made[dice(COUNT_OF(made))], letter, number, word);
}

static void put_between(entry_text *t, const char *kind, const char *more)
{
    char date[16];
    put_date(date, sizeof date);
    snprintf(end_of(t), room_of(t),
             "{\"kind\":\"%s\",\"investor\":\"i%u\",\"fund\":\"f%u\",\"amount\":\"%u万元\",\"date\":\"%s\"%s}\n", kind,
             any_of(INVESTORS), any_of(FUNDS), (unsigned)(1 + dice(900)), date, more);
}

static void put_holding(entry_text *t)
{
    char date[16];
    bool is_exit = likely(25);
    put_date(date, sizeof date);
    snprintf(end_of(t), room_of(t),
             "{\"kind\":\"%s\",\"fund\":\"f%u\",\"enterprise\":\"e%u\",\"amount\":\"%u万元\",\"date\":\"%s\"%s}\n",
             is_exit ? "investment.exited" : "investment.made", any_of(FUNDS), any_of(ENTERPRISES),
             (unsigned)(1 + dice(500)), date, is_exit ? ",\"cost\":\"100000\",\"route\":\"transfer\"" : "");
}

static void put_statement(entry_text *t)
{
    snprintf(end_of(t), room_of(t),
             "{\"kind\":\"size.reported\",\"subject\":\"f%u\",\"amount\":\"%s%u亿元\",\"basis\":\"announced\","
             "\"date\":\"2023\",\"source_title\":\"公告%u\"}\n",
             any_of(FUNDS), likely(50) ? "超" : "约", (unsigned)(1 + dice(300)), (unsigned)dice(9));
}

/* Booked long after it happened: what the close of that day did not know. */
static void put_late(entry_text *t)
{
    char booked[40];
    snprintf(booked, sizeof booked, ",\"booked\":\"2024-%02u-%02u\"", (unsigned)(1 + dice(12)),
             (unsigned)(1 + dice(28)));
    put_between(t, "contribution.paid", booked);
}

/* Of those that nobody can do without only now and then: a fund that went is gone for the rest of the run. */
static void put_merger(entry_text *t)
{
    char date[16];
    put_date(date, sizeof date);
    const uint32_t made = ENTERPRISES + (uint32_t)world.step * 200;
    if (likely(50))
        snprintf(end_of(t), room_of(t), "{\"kind\":\"party.merged\",\"party\":\"e%u\",\"into\":\"e%u\"}\n",
                 likely(80) ? (uint32_t)dice(made) : any_of(ENTERPRISES), any_of(ENTERPRISES));
    else if (likely(20))
        snprintf(end_of(t), room_of(t),
                 "{\"kind\":\"fund.merged\",\"fund\":\"f%u\",\"into\":\"f%u\",\"ratio\":\"100\",\"date\":\"%s\"}\n",
                 any_of(FUNDS), any_of(FUNDS), date);
    else
        snprintf(end_of(t), room_of(t), "{\"kind\":\"party.merged\",\"party\":\"i%u\",\"into\":\"i%u\"}\n",
                 any_of(INVESTORS), any_of(INVESTORS));
}

static void put_line(entry_text *t)
{
    switch (dice(14)) {
    case 12: put_late(t); return;
    case 13:
        if (likely(30))
            put_merger(t);
        else
            put_late(t);
        return;
    case 0:
    case 1: put_party(t); return;
    case 2:
    case 3:
    case 4: put_between(t, "commitment.signed", ""); return;
    case 5:
    case 6:
    case 7: put_between(t, "contribution.paid", ""); return;
    case 8: put_between(t, "distribution.paid", likely(50) ? ",\"recallable\":\"1000000\"" : ""); return;
    case 9:
        put_between(t, "commitment.changed",
                    likely(50) ? ",\"direction\":\"decrease\"" : ",\"direction\":\"increase\"");
        return;
    case 10: put_statement(t); return;
    default: put_holding(t); return;
    }
}

static void put_close(entry_text *t)
{
    char date[16];
    put_date(date, sizeof date);
    snprintf(end_of(t), room_of(t), "{\"kind\":\"period.closed\",\"through\":\"%s\"}\n", date);
}

/* Good rows of parties; one run in three has a bad one among them. */
static void make_long(entry_text *t)
{
    t->is_file = t->is_long = true;
    t->rows = LONG_ROWS;
    uint64_t bad = likely(33) ? dice(LONG_ROWS) : LONG_ROWS;
    size_t len = 0;
    for (uint64_t i = 0; i < LONG_ROWS; i++) {
        int put = snprintf(
            t->text + len, sizeof t->text - len,
            "{\"kind\":\"party.registered\",\"id\":\"l%llu_%llu\",\"name\":\"多%llu_%llu\",\"class\":\"%s\"}\n",
            (unsigned long long)world.step, (unsigned long long)i, (unsigned long long)world.step,
            (unsigned long long)i, i == bad ? "nothing" : "enterprise");
        CHECK(put > 0 && (size_t)put < sizeof t->text - len);
        len += (size_t)put;
    }
    world.longs++;
}

void make_founding(entry_text *out)
{
    *out = (entry_text){.is_file = true, .key = "founding"};
    static const struct {
        char letter;
        const char *is;
        uint32_t count;
    } all[] = {{'i', "soe", INVESTORS}, {'f', "sub_fund", FUNDS}, {'e', "enterprise", ENTERPRISES}};
    for (size_t k = 0; k < COUNT_OF(all); k++)
        for (uint32_t n = 0; n < all[k].count; n++)
            snprintf(end_of(out), room_of(out),
                     "{\"kind\":\"party.registered\",\"id\":\"%c%u\",\"name\":\"合成%c%u\",\"class\":\"%s\"}\n",
                     all[k].letter, n, all[k].letter, n, all[k].is);
    for (uint32_t n = 0; n < INVESTORS * FUNDS; n++)
        snprintf(end_of(out), room_of(out),
                 "{\"kind\":\"commitment.signed\",\"investor\":\"i%u\",\"fund\":\"f%u\",\"amount\":\"%u亿元\","
                 "\"date\":\"2018-0%u-01\"}\n",
                 n % INVESTORS, n / INVESTORS, (unsigned)(1 + dice(4)), (unsigned)(1 + dice(9)));
    for (uint32_t n = 0; n < FUNDS; n++)
        snprintf(end_of(out), room_of(out),
                 "{\"kind\":\"contribution.paid\",\"investor\":\"i0\",\"fund\":\"f%u\",\"amount\":\"1000万元\","
                 "\"date\":\"2018-12-01\"}\n",
                 n);
    out->rows = INVESTORS + FUNDS + ENTERPRISES + INVESTORS * FUNDS + FUNDS;
}

void make_entry(entry_text *out, uint64_t entries)
{
    uint64_t what = dice(20);
    out->rows = 1;
    out->made = out->reverses = 0;
    out->is_file = out->is_long = false;
    out->text[0] = 0; /* the rest is large */
    snprintf(out->key, sizeof out->key, "%llu", (unsigned long long)world.step);
    if (world.longs < 1 + world.step / 200 && likely(2)) {
        make_long(out);
        return;
    }
    if (what < 3 && entries > 1) {
        out->reverses = 2 + dice(entries);
        return;
    }
    if (what == 3 && likely(20)) {
        put_close(out);
        return;
    }
    out->is_file = what < 8;
    if (out->is_file) out->rows = 1 + dice(likely(10) ? 199 : 12);
    for (uint64_t i = 0; i < out->rows; i++) put_line(out);
}
