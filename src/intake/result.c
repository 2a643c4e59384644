/* result: what was refused, and of which rows.
 *
 * Invariants: refusal and refused_row are parallel; refusal_count <= REFUSALS_MAX; refusal_count < refusal_total only when
 * the room is full; refusals of the file come before those of rows, and those in the order of the rows; a row with a
 * refusal has its bit in `bad`. */
#include "intake/intake_int.h"

#include <string.h>

enum { WORD_BITS = 64 };

/* All the room that refusals will ever take, at the first one. */
static bool make_room_for_refusals(intake *in)
{
    if (in->refusal) return true;
    err *refusal = arena_get(in->a, sizeof *refusal * REFUSALS_MAX);
    uint32_t *refused_row = arena_get(in->a, sizeof *refused_row * REFUSALS_MAX);
    if (!refusal || !refused_row) return false;
    in->refusal = refusal;
    in->refused_row = refused_row;
    return true;
}

bool intake_is_bad(const intake *in, uint32_t index)
{
    CHECK(index < in->row_count);
    uint32_t word = index / WORD_BITS;
    return word < in->bad_room && (in->bad[word] >> index % WORD_BITS & 1);
}

static bool mark_bad(intake *in, uint32_t index)
{
    uint32_t word = index / WORD_BITS;
    void *items = in->bad;
    if (intake_is_bad(in, index)) return true;
    if (!arena_grow(in->a, &items, sizeof *in->bad, &in->bad_room, word + 1)) return false;
    in->bad = items;
    in->bad[word] |= UINT64_C(1) << index % WORD_BITS;
    in->bad_count++;
    return true;
}

err_code result_refuse(intake *in, uint32_t row_index, const err *refusal, err *e)
{
    CHECK(row_index == FILE_LEVEL || row_index < in->row_count);
    CHECK(refusal->code != ERR_OK);
    if (!make_room_for_refusals(in)) return arena_err(in->a, e);
    if (row_index != FILE_LEVEL && !mark_bad(in, row_index)) return arena_err(in->a, e);
    in->refusal_total++;
    if (in->refusal_count == REFUSALS_MAX) return ERR_OK;
    in->refusal[in->refusal_count] = *refusal;
    in->refused_row[in->refusal_count] = row_index;
    in->refusal_count++;
    return ERR_OK;
}

err_code intake_refuse(intake *in, const err *refusal, err *e)
{
    CHECK(in->row_count > 0);
    return result_refuse(in, in->row_count - 1, refusal, e);
}

void result_rewind(intake *in, uint32_t kept, uint64_t total)
{
    CHECK(kept <= in->refusal_count);
    CHECK(kept <= total);
    in->refusal_count = kept;
    in->refusal_total = total;
    in->row_count = in->bad_count = 0;
    if (in->bad_room > 0) memset(in->bad, 0, sizeof *in->bad * in->bad_room);
}

/* Does the line hold more than a spreadsheet's empty cells? */
static bool says_something(str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!strchr(", \t\r\"", line.ptr[i])) return true;
    return false;
}

static bool has_odd_quotes(str line)
{
    bool odd = false;
    const char *end = line.ptr + line.len;
    for (const char *at = line.ptr; at < end; at++) {
        at = memchr(at, '"', (size_t)(end - at));
        if (!at) break;
        odd = !odd;
    }
    return odd;
}

/* Lines that hold more than blanks; with_quotes: line ends inside CSV quotes do not count. */
static uint32_t count_rows(str text, bool with_quotes)
{
    uint32_t count = 0;
    bool inside = false;
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t next = end ? (size_t)(end - text.ptr) + 1 : text.len;
        str line = str_slice(text, at, next);
        if (end) line.len--;
        if (!inside && count < UINT32_MAX) count += says_something(line);
        if (with_quotes && has_odd_quotes(line)) inside = !inside;
        at = next;
    }
    return count;
}

uint32_t intake_guess_rows(const intake *in)
{
    return count_rows(in->text, in->header_text.ptr != NULL);
}
