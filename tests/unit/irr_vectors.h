/* irr_vectors: the public fixtures of tests/vectors/pyxirr as flows, and pieces of their tables. Tests run in the root of
 * the repository. */
#ifndef WEIR_TESTS_IRR_VECTORS_H
#define WEIR_TESTS_IRR_VECTORS_H

#include "returns/returns.h"

str vector_read(const char *name, arena *a); /* the bytes of a file of tests/vectors/pyxirr */
bool vector_line(str *line, str *rest);      /* the next line, trimmed; false at the end */
str vector_cell(str *line, const char *separator);
double vector_number(str text);
day vector_day(str text);
flow_series vector_flows(const char *name, arena *a); /* in the finest decimal place of the file, 15 at most */

#endif
