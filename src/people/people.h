/* people: accounts, sessions, tokens and the log of access, in a file beside the book. What it offers is weir_people.h. */
#ifndef WEIR_PEOPLE_PEOPLE_H
#define WEIR_PEOPLE_PEOPLE_H

#include "weir_people.h"

/* Is the password one that everybody tries first: a pattern, or a word of passwords.def? For tests. */
#include <stdbool.h>
bool password_is_common(const char *password);

#endif
