/* intake_try: reads a text the way a command would and holds all that came of it, rows too, with a memory of its own. */
#ifndef WEIR_TESTS_INTAKE_TRY_H
#define WEIR_TESTS_INTAKE_TRY_H

#include "intake/intake.h"

typedef struct attempt {
    arena *a;
    intake in;
    command *command; /* copies, in.row_count of each */
    bool *bad;        /* as it was said when the row was handed out */
    str *row_text;
    uint32_t room;
    err fault;
    err_code code;
} attempt;

void try_read(attempt *t, intake_format how, str bytes, kind k, const char *mapping);
/* The same with t->a in place and the rest of *t empty; t->code is returned. */
err_code try_collect(attempt *t, str bytes, const intake_options *o);
/* Keeps a copy of the row in hand; false when the arena is full. */
bool try_keep(attempt *t, const command *c, bool is_bad);
void try_csv(attempt *t, const char *text, kind k);
void try_json(attempt *t, const char *text, kind k);
void try_end(attempt *t);

/* The n-th kept refusal; stops the program when there is none. */
const err *try_refusal(const attempt *t, uint32_t n);
/* Text of the attr with that name in a command's fields; "" when absent. */
str try_attr(const command *c, const char *name);
/* "E_CODE word" for zh and "e_code" … enough to see in a mended file which refusals of which language came where. */
str try_render(void *self, const err *refusal, bool zh, arena *a);
/* Has the refusal a value for every {placeholder} of its sentence and hint, in both languages, and no bare one left? */
bool try_renders(const err *refusal);
bool try_all_render(const attempt *t);
/* How often the needle stands in s. */
uint32_t try_count(str s, const char *needle);

#endif
