/* instant: when an entry was recorded, in microseconds since 1970-01-01T00:00:00Z.
 *
 * A zone is required, because "09:30" alone means eight different hours to eight offices; a bare date is the end of
 * that day in UTC. Leap seconds do not exist here, as they do not in POSIX time.
 * Invariant: instant_parse gives back what instant_print was given, for every instant of the calendar. */
#include "money/money_int.h"

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_DAY (INT64_C(86400) * US_PER_SECOND)

/* .5 and up to six digits, as microseconds. */
static bool read_fraction(int64_t *out_us, str *rest)
{
    if (!str_starts(*rest, STR("."))) return true;
    *rest = str_slice(*rest, 1, rest->len);
    size_t digits_left = rest->len;
    int value = 0;
    if (!take_number(&value, rest, 1, 6)) return false;
    int64_t us = value;
    for (size_t digits = digits_left - rest->len; digits < 6; digits++) us *= 10;
    *out_us += us;
    return true;
}

/* Exactly two digits below limit. */
static bool take_pair(int *out, str *rest, int limit)
{
    return take_number(out, rest, 2, 2) && *out < limit;
}

static bool take_char(str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

/* 09:30 or 09:30:00.25, as microseconds of the day. */
static bool read_clock(int64_t *out_us, str *rest)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!take_pair(&hour, rest, 24) || !take_char(rest, ':') || !take_pair(&minute, rest, 60)) return false;
    if (take_char(rest, ':')) {
        if (!take_pair(&second, rest, 60)) return false;
        if (!read_fraction(out_us, rest)) return false;
    }
    *out_us += ((int64_t)hour * 3600 + minute * 60 + second) * US_PER_SECOND;
    return true;
}

/* Z or +08:00; the offset east of Greenwich. */
static bool read_zone(int64_t *out_us, str rest)
{
    int hour = 0;
    int minute = 0;
    *out_us = 0;
    if (str_equal_fold(rest, STR("Z"))) return true;
    bool west = take_char(&rest, '-');
    if (!west && !take_char(&rest, '+')) return false;
    if (!take_pair(&hour, &rest, 15) || !take_char(&rest, ':') || !take_pair(&minute, &rest, 60)) return false;
    int64_t offset = ((int64_t)hour * 3600 + minute * 60) * US_PER_SECOND;
    *out_us = west ? -offset : offset;
    return rest.len == 0;
}

static bool read_instant(int64_t *out_us, str s)
{
    date bare;
    int64_t clock_us = 0;
    int64_t zone_us = 0;
    str date_text = str_slice(s, 0, 10);
    str rest = str_slice(s, 10, s.len);
    if (date_text.len != 10 || date_text.ptr[4] != '-' || date_text.ptr[7] != '-') return false;
    if (date_read(&bare, date_text) != READ_OK || bare.precision != PRECISION_DAY) return false;
    int64_t midnight_us = bare.first * US_PER_DAY;
    if (rest.len == 0) {
        *out_us = midnight_us + US_PER_DAY - 1;
        return true;
    }
    if (!take_char(&rest, 'T') && !take_char(&rest, ' ')) return false;
    if (!read_clock(&clock_us, &rest) || !read_zone(&zone_us, rest)) return false;
    CHECK(clock_us < US_PER_DAY);
    *out_us = midnight_us + clock_us - zone_us;
    return true;
}

err_code instant_parse(int64_t *out_us, str text, err *e)
{
    CHECK(out_us != NULL);
    folded plain;
    if (fold_text(&plain, text) && read_instant(out_us, folded_view(&plain))) return ERR_OK;
    return refuse(e, E_INSTANT_SYNTAX, text);
}

void instant_print(buf *out, int64_t us)
{
    int64_t days = us / US_PER_DAY;
    int64_t within = us % US_PER_DAY;
    if (within < 0) {
        within += US_PER_DAY;
        days--;
    }
    CHECK(within >= 0);
    CHECK(within < US_PER_DAY);
    uint64_t second = (uint64_t)(within / US_PER_SECOND);
    day_print(out, (day)days); /* an int64 of microseconds spans far fewer days than a day holds */
    buf_char(out, 'T');
    buf_uint_pad(out, second / 3600, 2);
    buf_char(out, ':');
    buf_uint_pad(out, second / 60 % 60, 2);
    buf_char(out, ':');
    buf_uint_pad(out, second % 60, 2);
    buf_char(out, '.');
    buf_uint_pad(out, (uint64_t)(within % US_PER_SECOND), 6);
    buf_char(out, 'Z');
}
