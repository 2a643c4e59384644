/* texts: attrs and citations, in blocks of 1 MiB that never move. A text never runs over the end of a block: the end is
 * left empty, so a text is one slice wherever it lies, in memory or in a mapped image.
 *
 * One article is the source of many rows: each text of a citation is kept once. Invariants: text_bytes is where the next
 * text may start; every block below it is there. */
#include "rows/rows_int.h"

#include <assert.h>
#include <string.h>

static_assert((int)ATTRS_BYTES_MAX <= (int)TEXT_BLOCK_BYTES, "a text fits into a block");
static_assert((int)CITATION_BYTES_MAX <= (int)TEXT_BLOCK_BYTES, "a text fits into a block");

bool text_put(text_at *out, row_store *r, str text)
{
    *out = (text_at){0, 0};
    if (text.len == 0) return true;
    CHECK(text.len <= TEXT_BLOCK_BYTES);
    uint64_t at = r->text_bytes;
    if (at % TEXT_BLOCK_BYTES + text.len > TEXT_BLOCK_BYTES) at = (at / TEXT_BLOCK_BYTES + 1) * TEXT_BLOCK_BYTES;
    uint64_t block = at / TEXT_BLOCK_BYTES;
    if (block >= TEXT_BLOCKS_MAX) return false;
    if (r->text[block] == NULL) r->text[block] = arena_get(r->from, TEXT_BLOCK_BYTES);
    if (r->text[block] == NULL) return false;
    memcpy(r->text[block] + at % TEXT_BLOCK_BYTES, text.ptr, text.len);
    *out = (text_at){(uint32_t)at, (uint32_t)text.len};
    r->text_bytes = at + text.len;
    return true;
}

/* ---- citations ---- */
const cite_row *cite_at(const row_store *r, uint32_t number)
{
    CHECK(number >= 1);
    CHECK(number <= r->cite_count);
    return LIST_ITEM(r->cite, number - 1);
}

static bool intern(row_store *r, text_at t)
{
    uint32_t known;
    str text = rows_text(r, t);
    return t.len == 0 || map_str_find(&known, &r->interned, text) || map_str_put(&r->interned, text, t.at);
}

/* After a load the map is empty: it is filled when the first citation is put. */
static bool intern_all(row_store *r)
{
    for (uint32_t number = 1; !r->is_interned && number <= r->cite_count; number++) {
        const cite_row *c = cite_at(r, number);
        if (!intern(r, c->title) || !intern(r, c->url) || !intern(r, c->row) || !intern(r, c->words) ||
            !intern(r, c->span))
            return false;
    }
    r->is_interned = true;
    return true;
}

static bool same_text_put(text_at *out, row_store *r, str text)
{
    uint32_t at;
    if (text.len > 0 && map_str_find(&at, &r->interned, text)) {
        *out = (text_at){at, (uint32_t)text.len};
        return true;
    }
    return text_put(out, r, text) && intern(r, *out);
}

static bool is_empty(const citation *c)
{
    return !(c->title.len || c->url.len || c->row.len || c->words.len || c->span.len || c->document || c->confidence);
}

bool cite_put(uint32_t *out, row_store *r, const citation *c)
{
    *out = 0;
    if (is_empty(c)) return true;
    uint32_t index = r->cite_count;
    if (!LIST_HAS_ROOM(r->cite, r->from, index) || !intern_all(r)) return false;
    cite_row *kept = LIST_ITEM(r->cite, index);
    kept->document = c->document;
    kept->confidence = c->confidence;
    if (!same_text_put(&kept->title, r, c->title) || !same_text_put(&kept->url, r, c->url) ||
        !same_text_put(&kept->row, r, c->row) || !same_text_put(&kept->words, r, c->words) ||
        !same_text_put(&kept->span, r, c->span))
        return false;
    *out = index + 1;
    r->cite_count = index + 1;
    return true;
}

void cite_get(citation *out, const row_store *r, uint32_t number)
{
    const cite_row *c = cite_at(r, number);
    *out = (citation){.title = rows_text(r, c->title),
                      .url = rows_text(r, c->url),
                      .row = rows_text(r, c->row),
                      .words = rows_text(r, c->words),
                      .span = rows_text(r, c->span),
                      .document = c->document,
                      .confidence = (uint8_t)c->confidence};
}
