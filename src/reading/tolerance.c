/* tolerance: what "about" means: the parameter about_tolerance that is latest effective by as_of. */
#include "reading/reading.h"

enum { TOLERANCE_MAX_PPM = 1000000 };

static bool sets_tolerance(const event *ev, arena *a)
{
    return ev->object == 0 && ev->amount.q == QUALIFIER_EXACT && ev->amount.unit == UNIT_PERCENT &&
           ev->amount.minor >= 0 && ev->amount.minor <= TOLERANCE_MAX_PPM &&
           str_equal(attrs_text(ev->attrs, STR("name"), a), STR("about_tolerance")) &&
           attrs_text(ev->attrs, STR("region"), a).len == 0;
}

int32_t about_tolerance_ppm(const book *b, seq_no prefix, day as_of)
{
    CHECK(prefix <= book_length(b));
    view_request q = {.b = b, .at = {.prefix = prefix, .as_of = as_of, .published_by = {DAY_NONE, PRECISION_UNKNOWN}}};
    event best = {.seq = 0};
    scan s = scan_begin(&q, KIND_PARAMETER_SET);
    while (scan_next(&s)) /* a code and a region hold nothing that is escaped: no arena is needed */
        if (s.is == PRESENT_YES && sets_tolerance(&s.ev, NULL) && (best.seq == 0 || statement_beats(&q, &s.ev, &best)))
            best = s.ev;
    return best.seq ? (int32_t)best.amount.minor : ABOUT_TOLERANCE_PPM; /* a ten-thousandth of a percent is one ppm */
}
