/* uscc: the two check digits of a unified social credit code.
 *
 * GB 32100-2015: 18 characters of an alphabet without I O S V Z; the last is 31 − Σ value·3^i mod 31 over the first 17.
 * Characters 9 to 17 are the organisation code of GB 11714-1997, whose last is 11 − Σ value·weight mod 11, X for 10.
 * Some early codes were issued with a wrong outer digit over a right inner one: they are lawful, hence the warning.
 * A right outer digit over a wrong inner one is good: sole traders' codes carry no organisation code. */
#include "event/event.h"

#include <string.h>

enum { USCC_LEN = 18, REGION_FROM = 2, REGION_TO = 8, ORGANISATION_FROM = 8, ORGANISATION_LEN = 8 };
static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static int outer_value(char c)
{
    const char *at = c == '\0' ? NULL : strchr(ALPHABET, c);
    return at == NULL ? -1 : (int)(at - ALPHABET);
}

static bool outer_good(str code)
{
    int sum = 0, weight = 1;
    for (size_t i = 0; i + 1 < USCC_LEN; i++, weight = weight * 3 % 31) sum += outer_value(code.ptr[i]) * weight;
    return outer_value(code.ptr[USCC_LEN - 1]) == (31 - sum % 31) % 31;
}

/* Here letters count on from ten with none left out. */
static int inner_value(char c)
{
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

static bool inner_good(str code)
{
    static const int WEIGHT[ORGANISATION_LEN] = {3, 7, 9, 10, 5, 8, 4, 2};
    const char *organisation = code.ptr + ORGANISATION_FROM;
    int sum = 0;
    for (size_t i = 0; i < ORGANISATION_LEN; i++) sum += inner_value(organisation[i]) * WEIGHT[i];
    int digit = (11 - sum % 11) % 11;
    return organisation[ORGANISATION_LEN] == (digit == 10 ? 'X' : (char)('0' + digit));
}

int uscc_check(str code)
{
    if (code.len != USCC_LEN) return 3;
    for (size_t i = 0; i < USCC_LEN; i++) {
        int value = outer_value(code.ptr[i]);
        if (value < 0) return 3;
        if (i >= REGION_FROM && i < REGION_TO && value > 9) return 3; /* the region code of GB/T 2260 */
    }
    if (outer_good(code)) return 0;
    return inner_good(code) ? 1 : 2;
}
