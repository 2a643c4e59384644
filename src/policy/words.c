/* words: what stands in the cells of packs: lists with commas, days of validity, codes of regions. */
#include "policy/policy_int.h"

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
