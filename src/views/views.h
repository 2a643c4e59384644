/* views: pure reads of a const book under a basis → relations. A view knows its descriptor and its builder; nothing
 * here writes, caches or keeps state. Every figure names its formula in the column's descriptor and the entries behind
 * it in relation.why. */
#ifndef WEIR_VIEWS_H
#define WEIR_VIEWS_H

#include "book/book.h"
#include "relation/relation.h"

typedef struct view_request {
    const book *b;
    basis at;
    arena *a;
    const str *where; /* the user's conditions: a view may use them to look at less; relation_where still applies them */
    uint32_t where_count;
} view_request;
typedef struct view {
    const relation_info *info;
    err_code (*build)(relation *out, const view_request *q, err *e); /* out is initialised by view_build */
} view;
const view *view_find(str name);               /* by name, zh or en title; NULL */
const view *view_next(const view *after);      /* in the order of the tour; NULL begins and ends */
err_code view_build(relation *out, const view *v, const view_request *q, err *e) WARN_UNUSED;

#endif
