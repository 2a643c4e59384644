/* checksum: has this block of bytes come back as it was written? Eight lanes of multiply and rotate, as fast as memory.
 *
 * Not cryptographic: who wants two blocks with one sum can make them. It finds what tears, flips and truncates; a file
 * that another hand wrote is judged by what it says. Each step is one to one in its lane, so one changed word always
 * changes the sum. The sum is of the bytes as little-endian words: the same on every machine. */
#include "base/base.h"

#include <string.h>

enum { LANES = 8, WORD_BYTES = 8, BLOCK_BYTES = LANES * WORD_BYTES };
static const uint64_t MULTIPLIER = UINT64_C(0x9e3779b97f4a7c15); /* odd, so that multiplying loses nothing */

static uint64_t word_at(const unsigned char *from)
{
    uint64_t word = 0;
    for (int i = 0; i < WORD_BYTES; i++) word |= (uint64_t)from[i] << (8 * i); /* one load where the machine can */
    return word;
}

static uint64_t step(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * MULTIPLIER;
    return lane << 29 | lane >> 35;
}

static void add_block(uint64_t lane[LANES], const unsigned char *from)
{
    for (int i = 0; i < LANES; i++) lane[i] = step(lane[i], word_at(from + (size_t)i * WORD_BYTES));
}

uint64_t checksum(const void *bytes, size_t len)
{
    CHECK(bytes != NULL || len == 0);
    const unsigned char *from = bytes;
    uint64_t lane[LANES], sum = MULTIPLIER ^ len;
    for (int i = 0; i < LANES; i++) lane[i] = (uint64_t)i + 1;
    size_t whole = len / BLOCK_BYTES * BLOCK_BYTES;
    for (size_t at = 0; at < whole; at += BLOCK_BYTES) add_block(lane, from + at);
    if (whole < len) {
        unsigned char rest[BLOCK_BYTES] = {0};
        memcpy(rest, from + whole, len - whole);
        add_block(lane, rest);
    }
    for (int i = 0; i < LANES; i++) sum = step(sum, lane[i]);
    return sum ^ sum >> 32;
}
