/* check: what must be true at every step, whatever happened. */
#include "sim.h"

#include "crash_vfs.h"

#include <stdio.h>
#include <string.h>

static void report(const char *what, weir_error *error)
{
    char text[600];
    snprintf(text, sizeof text, "%s: %s", error ? weir_error_code(error, 0) : "?",
             error ? weir_error_text(error, 0, WEIR_EN) : "");
    sim_fail(what, text);
}

weir_book *open_fresh(bool read_only)
{
    weir_book *book = NULL;
    weir_error *error = NULL;
    shim_pause(true);
    if (weir_open(&book, world.path, read_only, &error)) report("a book that does not open", error);
    return book;
}

void close_fresh(weir_book *book)
{
    weir_close(book);
    shim_pause(false);
}

const weir_head *newest_ack(void)
{
    CHECK(world.acked_count > 0);
    return &world.acked[world.acked_count - 1];
}

void acknowledge(const weir_head *head)
{
    if (world.acked_count == ACKS_MAX) sim_fail("more heads than can be kept", "");
    if (world.acked_count > 0 && head->seq < newest_ack()->seq) sim_fail("an acknowledged head that is older", "");
    world.acked[world.acked_count++] = *head;
}

static bool same_head(const weir_head *a, const weir_head *b)
{
    return a->seq == b->seq && strcmp(a->hash, b->hash) == 0 && strcmp(a->book_hash, b->book_hash) == 0;
}

void check_same(weir_book *one, const char *what)
{
    weir_head here, there;
    weir_book *fresh = open_fresh(true);
    weir_head_get(&here, one);
    weir_head_get(&there, fresh);
    close_fresh(fresh);
    world.comparisons++;
    if (same_head(&here, &there)) return;
    char text[300];
    snprintf(text, sizeof text, "%s: %llu %.16s %.16s, afresh %llu %.16s %.16s", what, (unsigned long long)here.seq,
             here.hash, here.book_hash, (unsigned long long)there.seq, there.hash, there.book_hash);
    sim_fail("a handle that differs from the file", text);
}

/* The newest acknowledged head and one of the older ones still stand in the chain; every row is chained and folds. */
void check_whole(void)
{
    const weir_head *of[] = {newest_ack(), &world.acked[dice(world.acked_count)]};
    weir_book *fresh = open_fresh(true);
    for (size_t i = 0; i < COUNT_OF(of); i++) {
        char expect[100];
        weir_error *error = NULL;
        snprintf(expect, sizeof expect, "%s@%llu", of[i]->hash, (unsigned long long)of[i]->seq);
        if (weir_verify(fresh, expect, &error)) report("what was acknowledged is not there", error);
    }
    weir_seals seals;
    weir_error *error = NULL;
    if (weir_verify_seals(&seals, fresh, &(weir_seals_options){.seals = NULL}, &error))
        report("a seal that does not hold", error);
    if (seals.count != world.sealed) sim_fail("another number of seals than were made", "");
    close_fresh(fresh);
}
