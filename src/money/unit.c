/* unit: what an amount counts, and how people spell it. The rows are units.def.
 *
 * A spelling carries a factor (亿元 = 10^8 yuan); nothing is ever computed in 亿元, only read and shown.
 * Invariants: codes are unique; every spelling names a unit; factors are powers of ten. */
#include "money/money_int.h"

#include <assert.h>

static const unit UNITS[] = {
#define UNIT(code, id, zh, en, decimals, is_signed) {code, id, zh, en, decimals, is_signed},
#include "money/units.def"
};

typedef struct spelling {
    str text;
    unit_code code;
    int64_t factor;
} spelling;

static const spelling SPELLINGS[] = {
#define SPELLING(text, code, factor) {{(text), sizeof(text) - 1}, code, INT64_C(factor)},
#include "money/units.def"
};

#define UNIT(code, id, zh, en, decimals, is_signed)                                                                    \
    static_assert((decimals) >= 0 && (decimals) <= 6, id ": least parts fit beside the largest factor");               \
    static_assert((code) > 0, id ": 0 is no unit");
#include "money/units.def"

const unit *unit_get(unit_code code)
{
    for (size_t i = 0; i < COUNT_OF(UNITS); i++)
        if (UNITS[i].code == code) return &UNITS[i];
    return NULL;
}

static bool is_scale_word(str s)
{
    return same_word(s, STR("万")) || same_word(s, STR("亿")) || same_word(s, STR("万亿"));
}

static bool names_unit(const unit *u, str s)
{
    return same_word(s, str_from(u->id)) || same_word(s, str_from(u->zh)) || same_word(s, str_from(u->en));
}

bool unit_read(unit_said *out, str s)
{
    if (s.len == 0) return false;
    for (size_t i = 0; i < COUNT_OF(SPELLINGS); i++) {
        if (!same_word(s, SPELLINGS[i].text)) continue;
        CHECK(unit_get(SPELLINGS[i].code) != NULL);
        *out = (unit_said){SPELLINGS[i].code, SPELLINGS[i].factor, is_scale_word(s)};
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        if (!names_unit(&UNITS[i], s)) continue;
        *out = (unit_said){UNITS[i].code, 1, false};
        return true;
    }
    return false;
}

err_code unit_parse(unit_code *out, int64_t *factor, str text, err *e)
{
    CHECK(out != NULL);
    CHECK(factor != NULL);
    folded plain;
    unit_said said;
    if (!fold_text(&plain, text) || !unit_read(&said, folded_view(&plain))) return refuse(e, E_UNIT_UNKNOWN, text);
    CHECK(said.factor > 0);
    *out = said.code;
    *factor = said.factor;
    return ERR_OK;
}
