/* records: the text of a CSV file, record by record, each with the line on which it begins. What the cells mean is the
 * caller's business. */
#ifndef WEIR_RECORDS_H
#define WEIR_RECORDS_H

#include "base/base.h"

typedef struct records records;
typedef struct record {
    str text;      /* raw, without its line end */
    uint64_t line; /* on which it begins; 1 = first */
    const str *cell;
    uint32_t cell_count; /* all; at most CSV_COLUMNS_MAX are kept in cell */
    bool is_broken;      /* quotes out of order: text is one physical line, no cells */
} record;
records *records_open(str text, arena *a);  /* NULL = the arena is full */
bool records_next(record *out, records *r); /* false at the end, or when the arena is full */
bool records_failed(const records *r);
void records_rewind(records *r, arena *a); /* begins again with the same parser; cells are copied into a from now on */
void records_use(records *r, arena *a);    /* cells of further records that need a copy are copied into a */
bool record_is_empty(const record *rec);   /* only blank cells: no row */
void records_close(records *r);

#endif
