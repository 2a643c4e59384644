/* weir · 堰: who may do what beside a book. People, their passwords, sessions and tokens, and the log of access.
 *
 * They lie in a file of their own, BOOK-people, that only its owner may read: nothing of it is evidence, none of it is in
 * the journal. A person's id is the id of an actor of the book. Handles, errors and statuses are as in weir.h; now_us is
 * the instant in microseconds since 1970, given by the caller, so that lock-outs and ends can be tested. */
#ifndef WEIR_PEOPLE_H
#define WEIR_PEOPLE_H

#include "weir.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_people weir_people;
/* BOOK-people is made (mode 0600) when it is not there. Several handles may have it open, of several programs. */
WEIR_API weir_status weir_people_open(weir_people **out, const char *book_path, weir_error **error);
WEIR_API void weir_people_close(weir_people *people); /* NULL is allowed */

typedef enum weir_role {                  /* stored; never renumbered */
                         WEIR_VIEWER = 1, /* reads */
                         WEIR_MAKER,      /* 经办: reads, makes drafts */
                         WEIR_CHECKER,    /* 复核: reads, makes drafts, approves those of others */
                         WEIR_GP,         /* a manager: reads and drafts for its own funds only, no SQL */
                         WEIR_AUDITOR,    /* reads all, the log of access too; changes nothing */
                         WEIR_ADMIN       /* keeps people and settings, reads; makes and approves no drafts */
} weir_role;
/* "viewer", "maker", "checker", "gp", "auditor", "admin"; 0 for another word. The other way: borrowed, static. */
WEIR_API weir_role weir_role_of(const char *word);
WEIR_API const char *weir_role_word(weir_role role);

enum {
    WEIR_PERSON_ID_MAX = 64,
    WEIR_PERSON_NAME_MAX = 120,
    WEIR_SCOPE_MAX = 1000,
    WEIR_PASSWORD_MIN = 12, /* characters; no upper or lower case rule, but none of the common ones and not the id */
    WEIR_PASSWORD_MAX = 256 /* bytes */
};
typedef struct weir_person {
    char id[WEIR_PERSON_ID_MAX + 1];
    char name[WEIR_PERSON_NAME_MAX + 1];
    weir_role role;
    char scope[WEIR_SCOPE_MAX + 1]; /* GP: ids of funds and managers, with commas; "" for all others */
    bool is_off;                    /* may not sign in */
    bool must_change;               /* the password was given by somebody else */
    /* of a session or token that was presented: */
    uint64_t session;   /* its number; 0 = a token */
    uint64_t token;     /* its number; 0 = a session */
    bool reads_only;    /* a token that may only read */
    char csrf[65];      /* hex; what a session's writes must repeat; "" for a token */
    int64_t expires_us; /* when it ends unless used before */
} weir_person;

/* ---- accounts. by: id of the admin who asks, for the log. ---- */
typedef struct weir_person_new {
    const char *id, *name; /* id: letters, digits, - _ . */
    weir_role role;
    const char *scope;    /* GP: needed; others: NULL */
    const char *password; /* E_PASSWORD_WEAK says which rule */
    bool must_change;
} weir_person_new;
/* E_PERSON_KNOWN, E_PASSWORD_WEAK, E_SCOPE_NEEDED. */
WEIR_API weir_status weir_person_add(weir_people *people, const weir_person_new *person, const char *by, int64_t now_us,
                                     weir_error **error);
typedef struct weir_person_change { /* NULL or 0 = as it was */
    const char *name, *scope;
    weir_role role;
    const char *password; /* must_change is set unless the person changes it himself (by = id); ends other sessions */
    const char *off;      /* "yes" | "no"; yes ends all sessions and tokens */
    const char *unlock;   /* "yes": forget failed sign-ins */
} weir_person_change;
/* E_PERSON_UNKNOWN; the last admin can neither be switched off nor be given another role (E_LAST_ADMIN). */
WEIR_API weir_status weir_person_set(weir_people *people, const char *id, const weir_person_change *change,
                                     const char *by, int64_t now_us, weir_error **error);
WEIR_API weir_status weir_person_get(weir_person *out, weir_people *people, const char *id, weir_error **error);
/* JSON: [{"id","name","role","scope","off","locked","must_change","last_seen","sessions"}]; also table and CSV. */
WEIR_API weir_status weir_people_list(weir_people *people, weir_lang lang, weir_format format, int64_t now_us,
                                      weir_sink out, weir_error **error);
WEIR_API bool weir_people_any(weir_people *people); /* is there anybody at all? */

/* ---- signing in ---- */
typedef struct weir_signed_in {
    char token[65]; /* opaque, 32 random bytes in base64url; only its hash is kept */
    weir_person person;
} weir_signed_in;
/* The same time and the same answer (E_SIGN_IN) whether the id or the password is wrong, or the person is off. After 5
 * failures of an id or 20 from an address it is refused for a while that doubles, from a minute to an hour
 * (E_SIGN_IN_WAIT, seconds told). A new token each time: none that was there before is taken over. */
WEIR_API weir_status weir_sign_in(weir_signed_in *out, weir_people *people, const char *id, const char *password,
                                  const char *address, int64_t now_us, weir_error **error);
/* Whose session or API token is it? E_SESSION when it is none, ended or revoked. A session ends 8 hours after it was last
 * used and 7 days after it began. */
WEIR_API weir_status weir_session_find(weir_person *out, weir_people *people, const char *token, int64_t now_us,
                                       weir_error **error);
WEIR_API weir_status weir_sign_out(weir_people *people, const char *token, int64_t now_us, weir_error **error);
/* JSON: [{"session","person","address","agent","began","seen","ends"}] of one person, or of all when id is NULL. */
WEIR_API weir_status weir_sessions_list(weir_people *people, const char *id, weir_lang lang, weir_format format,
                                        int64_t now_us, weir_sink out, weir_error **error);
/* of: id whose session it must be; NULL: anybody's. E_SESSION. */
WEIR_API weir_status weir_session_end(weir_people *people, uint64_t session, const char *of, const char *by,
                                      int64_t now_us, weir_error **error);

/* ---- tokens for programs ---- */
typedef struct weir_token_new {
    const char *person, *name;
    bool reads_only;
    int64_t expires_us; /* at most a year from now */
} weir_token_new;
/* token: shown once, only its hash is kept. Its rights are those of the person, or only to read. */
WEIR_API weir_status weir_token_add(char token[65], uint64_t *number, weir_people *people, const weir_token_new *wanted,
                                    int64_t now_us, weir_error **error);
WEIR_API weir_status weir_token_end(weir_people *people, uint64_t number, const char *of, const char *by,
                                    int64_t now_us, weir_error **error);
/* JSON: [{"token","person","name","reads_only","made","seen","ends"}]. */
WEIR_API weir_status weir_tokens_list(weir_people *people, const char *id, weir_lang lang, weir_format format,
                                      int64_t now_us, weir_sink out, weir_error **error);

/* ---- the log of access: sign-ins, refusals, exports, changes of people. Never a password or a token. ---- */
typedef struct weir_access {
    const char *person, *address; /* "" = not known */
    const char *what;             /* "sign-in", "sign-out", "refused", "export", "sql", "person", "token" … */
    const char *target;           /* what it was about: a path, a relation, an id; cut at 1,000 bytes */
    const char *result;           /* "ok" or an error's code */
    uint64_t rows;
} weir_access;
WEIR_API weir_status weir_access_put(weir_people *people, const weir_access *access, int64_t now_us,
                                     weir_error **error);
/* The last `limit` of them, newest first, before number `before` (0 = from the end).
 * JSON: [{"no","at","person","address","what","target","result","rows"}]. */
WEIR_API weir_status weir_access_list(weir_people *people, uint64_t before, uint64_t limit, weir_lang lang,
                                      weir_format format, weir_sink out, weir_error **error);

#ifdef __cplusplus
}
#endif
#endif
