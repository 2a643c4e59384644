/* amount: a figure as sources word it → number, unit, qualifier.
 *
 *   [word before] number [unit] [mark number [unit]] [word behind]      超 1,500 亿元 · 20%-50% · 45亿元左右
 *
 * Unit and qualifier may come from columns of their own; what the text and the columns both say must agree, because a
 * figure that is wrong by 10,000 is worse than one that is refused. Nothing is rounded and nothing is guessed.
 * Invariant: what amount_parse gives, amount_is_valid accepts. */
#include "money/money_int.h"

#include <string.h>

typedef struct figure { /* one end of the wording */
    str number, unit_text;
    unit_said unit; /* code 0: not said */
} figure;

typedef struct wording {
    qualifier q; /* QUALIFIER_NONE: no word */
    bool is_range;
    figure low, high; /* high only with is_range */
} wording;

static str take_digits(str *rest)
{
    size_t len = 0;
    if (len < rest->len && (rest->ptr[len] == '-' || rest->ptr[len] == '+')) len++;
    while (len < rest->len && (is_digit(rest->ptr[len]) || rest->ptr[len] == '.' || rest->ptr[len] == ',')) len++;
    str taken = str_slice(*rest, 0, len);
    *rest = str_trim(str_slice(*rest, len, rest->len));
    return taken;
}

/* Bytes of the range mark that s begins with, when a number stands behind it. */
static size_t mark_ahead(str s)
{
    size_t mark = str_starts(s, STR("至")) || str_starts(s, STR("到")) ? strlen("至") : 0;
    if (str_starts(s, STR("-")) || str_starts(s, STR("~"))) mark = 1;
    if (mark == 0) return 0;
    s = str_trim(str_slice(s, mark, s.len));
    if (str_starts(s, STR("-")) || str_starts(s, STR("+"))) s = str_slice(s, 1, s.len);
    return s.len > 0 && is_digit(s.ptr[0]) ? mark : 0;
}

static void split_range(wording *out, str rest)
{
    size_t at = 0;
    size_t mark = 0;
    while (at < rest.len && (mark = mark_ahead(str_slice(rest, at, rest.len))) == 0) at++;
    out->low.unit_text = str_trim(str_slice(rest, 0, at));
    out->is_range = mark > 0;
    if (!out->is_range) return;
    rest = str_trim(str_slice(rest, at + mark, rest.len));
    out->high.number = take_digits(&rest);
    out->high.unit_text = rest;
}

static bool has_digit(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (is_digit(s.ptr[i])) return true;
    return false;
}

/* Digits with commas and a point, as nearly every cell of a table: no words to look for. */
static bool is_number_alone(str s)
{
    if (s.len == 0 || !is_digit(s.ptr[0])) return false;
    for (size_t i = 1; i < s.len; i++)
        if (!is_digit(s.ptr[i]) && s.ptr[i] != '.' && s.ptr[i] != ',') return false;
    return true;
}

/* E_QUALIFIER_CONFLICT when the words before and behind say different things. */
static err_code split_wording(wording *out, str s)
{
    if (is_number_alone(s)) {
        *out = (wording){.low.number = s};
        return ERR_OK;
    }
    *out = (wording){.q = take_qualifier_before(&s)};
    qualifier behind = take_qualifier_behind(&s);
    out->low.number = take_digits(&s);
    split_range(out, s);
    if (!has_digit(out->low.number) || has_digit(out->low.unit_text) || has_digit(out->high.unit_text))
        return E_AMOUNT_SYNTAX;
    if (out->q == QUALIFIER_NONE)
        out->q = behind;
    else if (behind != QUALIFIER_NONE && behind != out->q)
        return E_QUALIFIER_CONFLICT;
    if (out->is_range && out->q != QUALIFIER_NONE) return E_QUALIFIER_CONFLICT;
    if (out->is_range) out->q = QUALIFIER_RANGE;
    return ERR_OK;
}

/* The column's word counts where the text has none; two words must be the same. */
static bool settle_qualifier(qualifier *out, qualifier text, qualifier column)
{
    bool column_speaks = column != QUALIFIER_EXACT;
    if (text == QUALIFIER_NONE && (column == QUALIFIER_RANGE || column == QUALIFIER_UNKNOWN)) return false;
    if (text != QUALIFIER_NONE && column_speaks && text != column) return false;
    *out = text == QUALIFIER_NONE ? column : text;
    return true;
}

/* 万 and 亿 multiply what is counted or paid; of a percentage they make no sense. */
static bool takes_scale(unit_code code)
{
    const unit *u = unit_get(code);
    CHECK(u != NULL);
    return !u->is_signed;
}

/* What `said` means beside the unit `named` in a column or at the other end of a range; `said` may be absent, or a
 * factor alone (5亿 with the column 美元). False when they disagree on the unit. */
static bool join_unit(unit_said *said, const unit_said *named)
{
    if (named->code == UNIT_NONE || said->code == named->code) return true;
    if (said->code == UNIT_NONE) {
        *said = *named;
        return true;
    }
    if (!said->is_scale || !takes_scale(named->code)) return false;
    said->code = named->code;
    said->is_scale = false;
    return true;
}

/* A column may give the unit alone (元) or the very factor that the text has; 128亿元 under 万元 is refused. */
static bool join_column(unit_said *said, const unit_said *column)
{
    bool stated = said->code != UNIT_NONE;
    if (stated && column->code != UNIT_NONE && column->factor != 1 && column->factor != said->factor) return false;
    return join_unit(said, column);
}

/* 20-50%, 1万-2万家: the end that says less takes the other's unit. */
static bool join_ends(unit_said *low, unit_said *high)
{
    bool low_leads = high->code == UNIT_NONE || (high->is_scale && low->code != UNIT_NONE && !low->is_scale);
    return low_leads ? join_unit(high, low) : join_unit(low, high);
}

static bool settle_units(wording *w, const unit_said *column)
{
    if (!w->is_range) return join_column(&w->low.unit, column);
    if (!join_ends(&w->low.unit, &w->high.unit)) return false;
    if (!join_column(&w->low.unit, column) || !join_column(&w->high.unit, column)) return false;
    return w->low.unit.code == w->high.unit.code;
}

static err_code read_unit(unit_said *out, str s, str shown, err *e)
{
    *out = (unit_said){UNIT_NONE, 1, false};
    if (s.len == 0 || unit_read(out, s)) return ERR_OK;
    return refuse(e, E_UNIT_UNKNOWN, shown);
}

static err_code read_unit_column(unit_said *out, str unit_text, err *e)
{
    folded plain;
    if (!fold_text(&plain, unit_text)) return refuse(e, E_UNIT_UNKNOWN, unit_text);
    return read_unit(out, folded_view(&plain), unit_text, e);
}

static err_code read_units(wording *w, str text, str unit_text, err *e)
{
    unit_said column = {UNIT_NONE, 1, false};
    err_code code = read_unit_column(&column, unit_text, e);
    if (code == ERR_OK) code = read_unit(&w->low.unit, w->low.unit_text, w->low.unit_text, e);
    if (code == ERR_OK) code = read_unit(&w->high.unit, w->high.unit_text, w->high.unit_text, e);
    if (code != ERR_OK) return code;
    if (!settle_units(w, &column)) return refuse(e, E_UNIT_CONFLICT, text);
    return w->low.unit.code == UNIT_NONE ? refuse(e, E_UNIT_MISSING, text) : ERR_OK;
}

static err_code read_number(int64_t *out, const figure *f)
{
    const unit *u = unit_get(f->unit.code);
    CHECK(u != NULL);
    return decimal_read(out, f->number, u->decimals, f->unit.factor);
}

/* "Under 0" and "nearly 0" leave nothing that an unsigned thing could be. */
static bool sign_fits(amount a)
{
    const unit *u = unit_get(a.unit);
    CHECK(u != NULL);
    if (u->is_signed) return true;
    if (a.minor == 0) return a.q != QUALIFIER_UNDER && a.q != QUALIFIER_NEARLY;
    return a.minor > 0;
}

static err_code read_numbers(amount *out, const wording *w)
{
    amount a = {.q = w->q, .unit = w->low.unit.code};
    err_code code = read_number(&a.minor, &w->low);
    if (code == ERR_OK && w->is_range) code = read_number(&a.hi_minor, &w->high);
    if (code != ERR_OK) return code;
    if (!sign_fits(a)) return E_AMOUNT_SIGN;
    if (w->is_range && a.minor > a.hi_minor) return E_AMOUNT_RANGE;
    CHECK(amount_is_valid(a));
    *out = a;
    return ERR_OK;
}

static err_code give_unknown(amount *out, str text, str unit_text, err *e)
{
    unit_said column = {UNIT_NONE, 1, false};
    err_code code = read_unit_column(&column, unit_text, e);
    if (code != ERR_OK) return code;
    if (column.code == UNIT_NONE) return refuse(e, E_UNIT_MISSING, text);
    *out = (amount){.q = QUALIFIER_UNKNOWN, .unit = column.code};
    CHECK(amount_is_valid(*out));
    return ERR_OK;
}

static err_code read_figures(amount *out, str text, str s, str unit_text, qualifier column, err *e)
{
    wording w;
    err_code code = split_wording(&w, s);
    if (code == ERR_OK && !settle_qualifier(&w.q, w.q, column)) code = E_QUALIFIER_CONFLICT;
    if (code != ERR_OK) return refuse(e, code, text);
    code = read_units(&w, text, unit_text, e);
    if (code != ERR_OK) return code;
    code = read_numbers(out, &w);
    return code == ERR_OK ? ERR_OK : refuse(e, code, text);
}

err_code amount_parse(amount *out, str text, str unit_text, str qualifier_text, err *e)
{
    CHECK(out != NULL);
    folded plain;
    qualifier column = QUALIFIER_NONE;
    err_code code = qualifier_parse(&column, qualifier_text, e);
    if (code != ERR_OK) return code;
    if (text.len <= FOLDED_BYTES_MAX && is_number_alone(text)) /* folds to itself */
        return read_figures(out, text, text, unit_text, column, e);
    if (!fold_text(&plain, text)) return refuse(e, E_AMOUNT_SYNTAX, text);
    str s = folded_view(&plain);
    bool unknown = is_unknown_word(s);
    if (s.len > 0 && !unknown) return read_figures(out, text, s, unit_text, column, e);
    if (column != QUALIFIER_EXACT && column != QUALIFIER_UNKNOWN)
        return refuse(e, E_QUALIFIER_CONFLICT, qualifier_text);
    if (unknown || column == QUALIFIER_UNKNOWN) return give_unknown(out, text, unit_text, e);
    *out = (amount){.q = QUALIFIER_NONE};
    return ERR_OK;
}

bool amount_is_valid(amount a)
{
    if ((int)a.q < 0 || a.q >= QUALIFIER_COUNT) return false;
    if (a.q == QUALIFIER_NONE) return a.minor == 0 && a.hi_minor == 0 && a.unit == UNIT_NONE;
    if (!unit_get(a.unit) || a.minor == INT64_MIN) return false;
    if (a.q == QUALIFIER_UNKNOWN) return a.minor == 0 && a.hi_minor == 0;
    if (a.q == QUALIFIER_RANGE ? a.hi_minor < a.minor : a.hi_minor != 0) return false;
    return sign_fits(a);
}
