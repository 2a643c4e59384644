/* irr_vectors: see irr_vectors.h. Numbers are read exactly: amounts as whole numbers of the finest place of their file,
 * rates from up to 20 digits by strtod, which the C library rounds correctly. */
#include "irr_vectors.h"

#include <stdlib.h>
#include <string.h>

str vector_read(const char *name, arena *a)
{
    char path[256] = "tests/vectors/pyxirr/";
    str text;
    strncat(path, name, sizeof path - strlen(path) - 1);
    CHECK(io_read_file(&text, path, 1 << 20, a, NULL) == ERR_OK);
    return text;
}

bool vector_line(str *line, str *rest)
{
    if (rest->len == 0) return false;
    size_t end;
    if (!str_find(&end, *rest, STR("\n"))) end = rest->len;
    *line = str_trim(str_slice(*rest, 0, end));
    *rest = str_slice(*rest, end + 1, rest->len);
    return true;
}

str vector_cell(str *line, const char *separator)
{
    size_t end;
    if (!str_find(&end, *line, str_from(separator))) end = line->len;
    str cell = str_trim(str_slice(*line, 0, end));
    *line = str_slice(*line, end + 1, line->len);
    return cell;
}

double vector_number(str text)
{
    char copy[64] = "";
    CHECK(text.len < sizeof copy);
    memcpy(copy, text.ptr, text.len);
    return strtod(copy, NULL);
}

day vector_day(str text)
{
    date d;
    CHECK(date_parse(&d, text, NULL) == ERR_OK);
    return d.first;
}

static int places(str cell)
{
    size_t point;
    return str_find(&point, cell, STR(".")) ? (int)(cell.len - point - 1) : 0;
}

enum { PLACES_MAX = 15 };

flow_series vector_flows(const char *name, arena *a)
{
    str text = vector_read(name, a), rest = text, line;
    size_t count = 0;
    int most = 0;
    while (vector_line(&line, &rest)) {
        (void)vector_cell(&line, ",");
        int here = places(line);
        most = here > most ? here : most;
        count++;
    }
    if (most > PLACES_MAX) most = PLACES_MAX;
    day *days = arena_get(a, (count + 1) * sizeof *days);
    int64_t *minor = arena_get(a, (count + 1) * sizeof *minor);
    CHECK(days != NULL && minor != NULL);
    size_t i = 0;
    for (rest = text; vector_line(&line, &rest);) {
        if (line.len == 0) continue;
        days[i] = vector_day(vector_cell(&line, ","));
        int extra = places(line) - most; /* beyond 15 places nothing of a double is left */
        if (extra > 0) line.len -= (size_t)extra;
        CHECK(decimal_parse(&minor[i++], line, most, 1, NULL) == ERR_OK);
    }
    return (flow_series){days, minor, i};
}
