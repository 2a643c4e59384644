/* qualifier: how firmly a source states a number (超, 近, 不超过 …), and the words for it.
 *
 * 以上, 以下, 以内 include the number itself, as the Civil Code (art. 1259) reads them; 超过 and 不满 do not.
 * Invariant: among the words that fit, the longest is taken: 不超过 is never read as 超过, >= never as >. */
#include "money/money_int.h"

#include <assert.h>

enum { COLUMN_ONLY = 0, BEFORE = 1, BEHIND = 2 }; /* where a word may stand; a column of its own takes any */
typedef struct qualifier_word {
    str text;
    qualifier q;
    int place;
} qualifier_word;

#define WORD(literal, q, place)                                                                                        \
    {                                                                                                                  \
        {(literal), sizeof(literal) - 1}, q, place                                                                     \
    }
static const qualifier_word WORDS[] = {
    WORD("exact", QUALIFIER_EXACT, COLUMN_ONLY),
    WORD("准确", QUALIFIER_EXACT, COLUMN_ONLY),
    WORD("=", QUALIFIER_EXACT, BEFORE),
    WORD("at_least", QUALIFIER_AT_LEAST, COLUMN_ONLY),
    WORD("at least", QUALIFIER_AT_LEAST, BEFORE),
    WORD("不低于", QUALIFIER_AT_LEAST, BEFORE),
    WORD("不少于", QUALIFIER_AT_LEAST, BEFORE),
    WORD("不小于", QUALIFIER_AT_LEAST, BEFORE),
    WORD("至少", QUALIFIER_AT_LEAST, BEFORE),
    WORD(">=", QUALIFIER_AT_LEAST, BEFORE),
    WORD("以上", QUALIFIER_AT_LEAST, BEHIND),
    WORD("over", QUALIFIER_OVER, BEFORE),
    WORD("more than", QUALIFIER_OVER, BEFORE),
    WORD("超", QUALIFIER_OVER, BEFORE),
    WORD("超过", QUALIFIER_OVER, BEFORE),
    WORD("高于", QUALIFIER_OVER, BEFORE),
    WORD("大于", QUALIFIER_OVER, BEFORE),
    WORD("逾", QUALIFIER_OVER, BEFORE),
    WORD(">", QUALIFIER_OVER, BEFORE),
    WORD("at_most", QUALIFIER_AT_MOST, COLUMN_ONLY),
    WORD("upto", QUALIFIER_AT_MOST, COLUMN_ONLY),
    WORD("up_to", QUALIFIER_AT_MOST, COLUMN_ONLY),
    WORD("at most", QUALIFIER_AT_MOST, BEFORE),
    WORD("up to", QUALIFIER_AT_MOST, BEFORE),
    WORD("不超过", QUALIFIER_AT_MOST, BEFORE),
    WORD("不高于", QUALIFIER_AT_MOST, BEFORE),
    WORD("不多于", QUALIFIER_AT_MOST, BEFORE),
    WORD("不大于", QUALIFIER_AT_MOST, BEFORE),
    WORD("至多", QUALIFIER_AT_MOST, BEFORE),
    WORD("最多", QUALIFIER_AT_MOST, BEFORE),
    WORD("<=", QUALIFIER_AT_MOST, BEFORE),
    WORD("以下", QUALIFIER_AT_MOST, BEHIND),
    WORD("以内", QUALIFIER_AT_MOST, BEHIND),
    WORD("under", QUALIFIER_UNDER, BEFORE),
    WORD("less than", QUALIFIER_UNDER, BEFORE),
    WORD("不足", QUALIFIER_UNDER, BEFORE),
    WORD("不满", QUALIFIER_UNDER, BEFORE),
    WORD("低于", QUALIFIER_UNDER, BEFORE),
    WORD("小于", QUALIFIER_UNDER, BEFORE),
    WORD("<", QUALIFIER_UNDER, BEFORE),
    WORD("nearly", QUALIFIER_NEARLY, BEFORE),
    WORD("近", QUALIFIER_NEARLY, BEFORE),
    WORD("将近", QUALIFIER_NEARLY, BEFORE),
    WORD("接近", QUALIFIER_NEARLY, BEFORE),
    WORD("about", QUALIFIER_ABOUT, BEFORE),
    WORD("约", QUALIFIER_ABOUT, BEFORE),
    WORD("大约", QUALIFIER_ABOUT, BEFORE),
    WORD("~", QUALIFIER_ABOUT, BEFORE),
    WORD("左右", QUALIFIER_ABOUT, BEHIND),
    WORD("range", QUALIFIER_RANGE, COLUMN_ONLY),
    WORD("区间", QUALIFIER_RANGE, COLUMN_ONLY),
    WORD("unknown", QUALIFIER_UNKNOWN, COLUMN_ONLY),
    WORD("未知", QUALIFIER_UNKNOWN, COLUMN_ONLY),
    WORD("不详", QUALIFIER_UNKNOWN, COLUMN_ONLY),
};
#undef WORD

static const char *const NAME[] = {"",      "exact",  "at_least", "over",  "at_most",
                                   "under", "nearly", "about",    "range", "unknown"};
static_assert(COUNT_OF(NAME) == QUALIFIER_COUNT, "one name a qualifier");

const char *qualifier_name(qualifier q)
{
    CHECK((int)q >= 0);
    CHECK(q < QUALIFIER_COUNT);
    return NAME[q];
}

/* The longest word of this place that `rest` begins or ends with; taken off it. */
static qualifier take_longest(str *rest, int place)
{
    const qualifier_word *best = NULL;
    str after = *rest;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        const qualifier_word *word = &WORDS[i];
        str left = *rest;
        if (word->place != place || (best && word->text.len <= best->text.len)) continue;
        if (!(place == BEFORE ? take_word(&left, word->text) : take_tail(&left, word->text))) continue;
        best = word;
        after = left;
    }
    *rest = after;
    return best ? best->q : QUALIFIER_NONE;
}

qualifier take_qualifier_before(str *rest)
{
    return take_longest(rest, BEFORE);
}

qualifier take_qualifier_behind(str *rest)
{
    return take_longest(rest, BEHIND);
}

bool qualifier_read(qualifier *out, str s)
{
    *out = QUALIFIER_EXACT;
    if (s.len == 0) return true;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (!same_word(s, WORDS[i].text)) continue;
        CHECK(WORDS[i].q != QUALIFIER_NONE);
        *out = WORDS[i].q;
        return true;
    }
    return false;
}

err_code qualifier_parse(qualifier *out, str text, err *e)
{
    CHECK(out != NULL);
    if (text.len == 0) {
        *out = QUALIFIER_EXACT;
        return ERR_OK;
    }
    folded plain;
    qualifier read = QUALIFIER_NONE;
    if (!fold_text(&plain, text) || !qualifier_read(&read, folded_view(&plain)))
        return refuse(e, E_QUALIFIER_UNKNOWN, text);
    *out = read;
    return ERR_OK;
}
