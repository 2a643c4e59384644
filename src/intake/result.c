/* result: the rows that were read and what was refused of them.
 *
 * Invariants: command, row_text and bad have `room` places each and `count` filled; refusal and refused_command are
 * parallel; refusal_count <= REFUSALS_MAX <= refusal_total from then on; a refused row is bad. */
#include "intake/intake_int.h"

#include <string.h>

/* A larger block with the old bytes in front. */
static bool move(void **items, size_t item_bytes, uint32_t count, uint32_t room, arena *a)
{
    void *moved = arena_get(a, item_bytes * room);
    if (!moved) return false;
    if (count > 0) memcpy(moved, *items, item_bytes * count);
    *items = moved;
    return true;
}

err_code result_reserve(intake *in, uint32_t rows, arena *a, err *e)
{
    CHECK(in->count <= in->room);
    if (rows <= in->room) return ERR_OK;
    void *commands = in->command;
    void *row_texts = in->row_text;
    void *bads = in->bad;
    if (!move(&commands, sizeof *in->command, in->count, rows, a)) return arena_err(a, e);
    if (!move(&row_texts, sizeof *in->row_text, in->count, rows, a)) return arena_err(a, e);
    if (!move(&bads, sizeof *in->bad, in->count, rows, a)) return arena_err(a, e);
    in->command = commands;
    in->row_text = row_texts;
    in->bad = bads;
    in->room = rows;
    return ERR_OK;
}

err_code result_add(uint32_t *index, intake *in, arena *a, err *e)
{
    CHECK(in->count <= in->room);
    if (in->count == in->room) {
        if (in->room > UINT32_MAX / 2 - 8) return arena_err(a, e);
        err_code code = result_reserve(in, in->room * 2 + 8, a, e);
        if (code != ERR_OK) return code;
    }
    *index = in->count++;
    return ERR_OK;
}

/* All the room that refusals will ever take, at the first one. */
static bool make_room_for_refusals(intake *in, arena *a)
{
    if (in->refusal_room > 0) return true;
    err *refusal = arena_get(a, sizeof *refusal * REFUSALS_MAX);
    uint32_t *refused_command = arena_get(a, sizeof *refused_command * REFUSALS_MAX);
    if (!refusal || !refused_command) return false;
    in->refusal = refusal;
    in->refused_command = refused_command;
    in->refusal_room = REFUSALS_MAX;
    return true;
}

err_code intake_refuse(intake *in, uint32_t command_index, const err *refusal, arena *a, err *e)
{
    CHECK(command_index == FILE_LEVEL || command_index < in->count);
    CHECK(refusal->code != ERR_OK);
    if (!make_room_for_refusals(in, a)) return arena_err(a, e);
    in->refusal_total++;
    if (command_index != FILE_LEVEL) in->bad[command_index] = true;
    if (in->refusal_count == in->refusal_room) return ERR_OK;
    in->refusal[in->refusal_count] = *refusal;
    in->refused_command[in->refusal_count] = command_index;
    in->refusal_count++;
    return ERR_OK;
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

uint32_t count_rows(str text, bool with_quotes)
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
