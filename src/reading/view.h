/* view: one relation that can be asked for under a basis, and how it is built. This much of reading is for everybody who
 * shows relations; what those who fill them share is in reading.h. */
#ifndef WEIR_READING_VIEW_H
#define WEIR_READING_VIEW_H

#include "book/book.h"
#include "relation/relation.h"

typedef struct view_request {
    const book *b;
    basis at; /* about_tolerance_ppm 0 = as the book's parameter says; record 0 = ledger and statements side by side */
    arena *a;
    const str
        *where; /* the user's conditions: a view may use them to look at less; relation_where still applies them */
    uint32_t where_count;
    bool wants_why; /* fill relation.why; without it no cell has entries behind it */
    str why_key;    /* of the only row whose entries matter ("a/b"); empty = every row. A builder may use it */
} view_request;
typedef struct view {
    const relation_info *info;
    err_code (*build)(relation *out, const view_request *q, err *e); /* out is initialised by view_build */
    const kind *reads; /* KIND_NONE ends; what is left out of these is counted, each row once */
    bool by_record;    /* reads the ledger or the statements, as basis.record asks */
} view;
bool view_is_called(const view *v, str name); /* by name, zh or en title */
/* What the builder refuses (E_PATHS_MANY), E_LIMIT. */
err_code view_build(relation *out, const view *v, const view_request *q, err *e) WARN_UNUSED;

/* The parameter about_tolerance (percent; no fund, no region) that is latest effective by as_of, in parts per million;
 * ABOUT_TOLERANCE_PPM when none stands. Values that are no percentage from 0 to 100 are passed over. */
int32_t about_tolerance_ppm(const book *b, seq_no prefix, day as_of);

#endif
