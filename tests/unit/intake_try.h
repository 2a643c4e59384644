/* intake_try: reads a text the way a command would and holds what came of it, with a memory of its own. */
#ifndef WEIR_TESTS_INTAKE_TRY_H
#define WEIR_TESTS_INTAKE_TRY_H

#include "intake/intake.h"

typedef struct attempt {
    arena *a;
    intake in;
    err fault;
    err_code code;
} attempt;
typedef err_code (*reading)(intake *out, str bytes, const intake_options *o, arena *a, err *e);

void try_read(attempt *t, reading how, str bytes, kind k, const char *mapping);
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
