/* people_int: what the files of this room share. One connection a handle; every statement binds its values. */
#ifndef WEIR_PEOPLE_INT_H
#define WEIR_PEOPLE_INT_H

#include "weir.h"
#include "weir_people.h"

#include "app/app.h"
#include "base/base.h"
#include "people/people.h"
#include "store/store.h"

struct weir_people {
    store file;
    sqlite3_stmt *find_session, *find_token; /* asked with every request: prepared once */
    arena *a;
};

/* The rows of a query, to the caller's place. */
typedef struct people_list {
    const char *sql;
    const bound *values;
    size_t value_count;
    const listing_column *columns;
    size_t column_count;
} people_list;
weir_status people_print(weir_people *p, const people_list *asked, weir_lang lang, weir_format format, weir_sink out,
                         weir_error **error);

/* ---- accounts.c ---- */
/* E_PERSON_UNKNOWN. */
err_code person_find(weir_person *out, weir_people *p, const char *id, err *e) WARN_UNUSED;
err_code password_check(const char *password, const char *id, err *e) WARN_UNUSED; /* E_PASSWORD_WEAK */

/* ---- sessions.c ---- */
void token_hash(hash *out, const char *token);
err_code token_draw(char out[65], err *e) WARN_UNUSED;

/* ---- access.c ---- */
void access_note(weir_people *p, const char *who, const char *address, const char *what, const char *target,
                 const char *result, int64_t now_us);

static inline err_code refuse_word(err *e, err_code code, const char *name, const char *value)
{
    err_set(e, code);
    err_text(e, name, str_from(value));
    return code;
}

#endif
