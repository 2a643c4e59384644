/* backup: a copy in one file, read back before anybody relies on it. */
#include "app/app_int.h"

#include <stdio.h>

/* The copy may hold more than we folded (others write); up to our head it is the same chain. */
static err_code check_copy(const weir_book *b, weir_book *copy, err *e)
{
    hash there;
    err_code code = journal_hash_at(&there, copy->log, b->fold.head.seq, e);
    if (!code && !hash_equal(&there, &b->fold.head.hash)) {
        err_set(e, E_COPY_DIFFERS);
        err_int(e, "seq", b->fold.head.seq);
        code = E_COPY_DIFFERS;
    }
    return code;
}

weir_status weir_backup(weir_book *b, const char *path, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(path != NULL);
    err e = {.code = ERR_OK};
    weir_book *copy = NULL;
    if (journal_copy(b->log, path, &e)) return report_error(error, &e);
    weir_status status = weir_open(&copy, path, true, error); /* reads and re-chains every row */
    if (status == WEIR_OK && check_copy(b, copy, &e)) status = report_error(error, &e);
    weir_close(copy);
    if (status != WEIR_OK) remove(path); /* ours: a copy that cannot be read is none */
    return status;
}
