/* rows: relations that are read row by row where they lie, and built ones read the same way.
 *
 * Why: a million entries as cells are gigabytes; who asks for a sum of them needs two cells a row and none afterwards.
 * Invariant: a cell made for its row is the cell that a built relation has there, but for its why. */
#include "relation/relation.h"

static void built_cell(cell *out, const void *self, uint32_t row, uint32_t column)
{
    const relation *r = self;
    DCHECK(row < r->row_count);
    DCHECK(column < r->info->column_count);
    *out = r->cells[(size_t)row * r->info->column_count + column];
}

void relation_rows_of(relation_rows *out, const relation *r)
{
    CHECK(!r->failed);
    *out = (relation_rows){.self = r,
                           .count = r->row_count,
                           .cell = built_cell,
                           .undetermined_count = r->undetermined_count,
                           .unpublished_count = r->unpublished_count};
}

err_code relation_fill(relation *out, const relation_rows *rows, err *e)
{
    CHECK(rows->cell != NULL);
    CHECK(rows->count == 0 || rows->self != NULL);
    for (uint32_t row = 0; row < rows->count; row++) {
        cell *cells = relation_row(out);
        if (cells == NULL) break;
        for (uint32_t i = 0; i < out->info->column_count; i++) rows->cell(&cells[i], rows->self, row, i);
    }
    return relation_err(out, e);
}
