/* money, inside: how text is brought to one spelling and read piece by piece.
 *
 * Sources mix full-width and ASCII digits, several dashes and several blanks. fold_text maps them to ASCII once, so
 * that every table of words holds one spelling. take_… move a slice forward only when they return true.
 * No state: safe from any thread. */
#ifndef WEIR_MONEY_INT_H
#define WEIR_MONEY_INT_H

#include "money/money.h"

enum { FOLDED_BYTES_MAX = 256 /* the longest wording of one number, date or unit; anything longer is prose */ };
typedef struct folded {
    char byte[FOLDED_BYTES_MAX];
    size_t len;
} folded;

/* Full-width ASCII → ASCII, dashes → '-', wave dashes → '~', ≥ ≤ → ">=" "<=", blanks → ' ', joiners and BOM dropped.
 * False when text is not UTF-8 or longer than the limit. */
bool fold_text(folded *out, str text);
str folded_view(const folded *f); /* trimmed; borrowed from f */

bool is_digit(char c);
bool same_word(str a, str b);        /* equal but for ASCII case and blanks */
bool take_word(str *rest, str word); /* the text begins with word, but for ASCII case */
bool take_tail(str *rest, str word); /* … ends with it */
/* A number of least…most digits, all that stand there. */
bool take_number(int *out, str *rest, size_t least, size_t most);
bool is_unknown_word(str s); /* 未知, 不详, unknown */

/* err_set with the offending words as argument `word`. */
err_code refuse_word(err *e, err_code code, str word, const char *file, int line);
#define refuse(e, code, word) refuse_word((e), (code), (word), __FILE__, __LINE__)

/* date.c: date_parse on folded text, with no error object to fill. */
typedef enum reading { READ_OK = 0, READ_SYNTAX, READ_RANGE } reading;
reading date_read(date *out, str s);

/* unit.c: a spelling in folded text. is_scale: 万, 亿 or 万亿 alone, which are yuan unless another unit is named. */
typedef struct unit_said {
    unit_code code;
    int64_t factor;
    bool is_scale;
} unit_said;
bool unit_read(unit_said *out, str s);

/* decimal.c: decimal_parse on folded text; ERR_OK or its code. */
err_code decimal_read(int64_t *out, str s, int scale, int64_t factor);

/* qualifier.c: words before and behind the number, in folded text. QUALIFIER_NONE when there is none. */
qualifier take_qualifier_before(str *rest);
qualifier take_qualifier_behind(str *rest);
bool qualifier_read(qualifier *out, str s);

/* interval.c: |v|·ppm/10⁶, rounded up. */
int128 tolerance_of(int64_t v, int32_t ppm);

#endif
