/* table: how the files of packs are written: tables of fixed columns, and in their cells lists with commas, days of validity,
 * codes of regions.
 *
 * Records are the room records' business; here a file must have exactly the columns that it should, named in its first line. */
#include "policy/policy_int.h"

/* ---- tables ---- */

err_code table_open(table *t, policy_file file, const char *const *columns, uint32_t count, arena *a, err *e)
{
    str bytes = file.bytes;
    if (str_starts(bytes, STR("\xEF\xBB\xBF"))) bytes = str_slice(bytes, 3, bytes.len);
    *t = (table){.file = file, .columns = columns, .count = count, .a = a};
    if (!utf8_valid(bytes)) {
        t->wrong = E_ENCODING;
        return ERR_OK;
    }
    t->from = records_open(bytes, a);
    if (t->from == NULL) return arena_err(a, e);
    bool good = records_next(&t->at, t->from) && t->at.cell_count == count;
    for (uint32_t i = 0; good && i < count; i++) good = str_equal(t->at.cell[i], str_from(columns[i]));
    if (!good) t->wrong = E_POLICY_TABLE;
    return ERR_OK;
}

bool table_next(table *t)
{
    if (t->wrong || !records_next(&t->at, t->from)) return false;
    t->is_odd = t->at.is_broken || t->at.cell_count != t->count;
    return true;
}

err_code table_close(table *t, err *e)
{
    if (t->from == NULL) return ERR_OK;
    bool failed = records_failed(t->from);
    records_close(t->from);
    t->from = NULL;
    return failed ? arena_err(t->a, e) : ERR_OK;
}

str table_heads(const table *t)
{
    buf text;
    buf_init(&text, t->a, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < t->count; i++) {
        if (i > 0) buf_char(&text, ',');
        buf_text(&text, t->columns[i]);
    }
    return buf_view(&text);
}

/* ---- words ---- */

bool validity_holds(validity v, day d)
{
    return v.from <= d && (v.to == DAY_NONE || d < v.to);
}

bool validities_meet(validity a, validity b)
{
    return (a.to == DAY_NONE || b.from < a.to) && (b.to == DAY_NONE || a.from < b.to);
}

bool list_next(str *word, str *rest)
{
    while (rest->len > 0) {
        size_t end = 0;
        while (end < rest->len && rest->ptr[end] != ',') end++;
        *word = str_trim(str_slice(*rest, 0, end));
        *rest = str_slice(*rest, end < rest->len ? end + 1 : end, rest->len);
        if (word->len > 0) return true;
    }
    return false;
}

bool list_has(str list, str word)
{
    str one;
    if (list.len == 0) return true;
    while (list_next(&one, &list))
        if (str_equal(one, word)) return true;
    return false;
}

bool lists_meet(str a, str b)
{
    str one;
    if (a.len == 0 || b.len == 0) return true;
    while (list_next(&one, &a))
        if (list_has(b, one)) return true;
    return false;
}

bool day_read(day *out, str text)
{
    date d;
    if (date_parse(&d, text, NULL) != ERR_OK || d.precision != PRECISION_DAY) return false;
    *out = d.first;
    return true;
}

bool region_read(str text)
{
    bool good = text.len == 6;
    for (size_t i = 0; good && i < text.len; i++) good = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return good;
}

uint32_t region_depth(str region)
{
    if (!region_read(region) || str_equal(region, STR("100000"))) return 0;
    uint32_t depth = 6;
    while (depth > 0 && region.ptr[depth - 1] == '0' && region.ptr[depth - 2] == '0') depth -= 2;
    return depth;
}

bool region_covers(str whole, str part)
{
    uint32_t depth = region_depth(whole);
    if (depth == 0) return true;
    return region_read(part) && str_equal(str_slice(whole, 0, depth), str_slice(part, 0, depth));
}

str level_of_region(str region)
{
    static const char *const words[] = {"nation", "province", "prefecture", "county"};
    if (!region_read(region)) return STR_NONE;
    return str_from(words[region_depth(region) / 2]);
}
