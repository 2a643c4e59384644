/* What the printers of this room share. */
#ifndef WEIR_REPORT_INT_H
#define WEIR_REPORT_INT_H

#include "report/report.h"

/* The columns to print, in order; each once. */
typedef struct selection {
    uint32_t index[COLUMNS_MAX];
    uint32_t count;
} selection;

void table_print(buf *out, const relation *r, const report_options *o, const selection *chosen);
void json_print(buf *out, const relation *r, const report_options *o, const selection *chosen);
void json_row_print(buf *out, const relation *r, uint32_t row, const selection *chosen);
void json_columns_print(buf *out, const relation_info *info, const selection *chosen); /* "columns":[…], */
void csv_print(buf *out, const relation *r, const report_options *o, const selection *chosen);

/* One text as a field: quoted where it must be, and never the start of a formula. */
void csv_put_text(buf *out, str text);

/* A cell with an amount, for people; its unit stands behind it unless it is unit_below (said once below the table). */
void cell_amount_print(buf *out, const cell *c, unit_code unit_below, money_unit show, bool zh);
/* 亿元, 100m yuan, %, pp, 个 … */
void unit_word_print(buf *out, unit_code unit, money_unit show, bool zh);
/* Next code point of any bytes: U+FFFD for one that is not UTF-8, so that a printer never stops at bad input. */
uint32_t next_point(str s, size_t *at);
int width_of_point(uint32_t point); /* columns of a terminal: 0, 1, 2 */

#endif
