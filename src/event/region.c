/* region: which six digits are a place, and what it is called.
 *
 * The table ends at prefectures: counties change every year, prefectures hardly do. A county code is taken at the word
 * of its first four digits, or of its first two. Codes that are gone today are known too, since old entries and credit
 * codes carry them; whether one was in force on a given day is not asked here.
 *
 * Invariant: region.def rises by code. */
#include "event/event.h"

enum { REGION_DIGITS = 6, COUNTRY = 100000, PROVINCE_STEP = 10000, PREFECTURE_STEP = 100 };
/* HEADING: a line of the list under which counties stand, such as 市辖区; no place of its own. */
typedef enum standing { TODAY, GONE, HEADING } standing;
typedef struct place {
    int32_t code;
    standing standing;
    const char *name;
} place;
static const place PLACE[] = {
#define REGION(number, title, state) {(number), (state), (title)},
#include "event/region.def"
#undef REGION
};

static const place *find_place(int32_t code)
{
    size_t low = 0, high = COUNT_OF(PLACE);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (PLACE[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT_OF(PLACE) && PLACE[low].code == code ? &PLACE[low] : NULL;
}

/* -1 when it is not six digits. */
static int32_t read_code(str code)
{
    if (code.len != REGION_DIGITS) return -1;
    int32_t number = 0;
    for (size_t i = 0; i < REGION_DIGITS; i++) {
        if (code.ptr[i] < '0' || code.ptr[i] > '9') return -1;
        number = number * 10 + (code.ptr[i] - '0');
    }
    return number;
}

/* The place itself, else, of a county, its prefecture or province; the country has no counties of its own. */
static const place *nearest_place(int32_t code)
{
    if (code < 0) return NULL;
    const place *found = find_place(code);
    if (found != NULL || code % PREFECTURE_STEP == 0 || code / PROVINCE_STEP == COUNTRY / PROVINCE_STEP) return found;
    found = find_place(code - code % PREFECTURE_STEP);
    return found != NULL ? found : find_place(code - code % PROVINCE_STEP);
}

bool region_known(str code)
{
    return nearest_place(read_code(code)) != NULL;
}

str region_name(str code)
{
    const place *found = nearest_place(read_code(code));
    if (found != NULL && found->standing == HEADING) found = find_place(found->code - found->code % PROVINCE_STEP);
    return found == NULL ? STR("") : str_from(found->name);
}
