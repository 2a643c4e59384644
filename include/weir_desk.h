/* weir · 堰: maker and checker 经办/复核. Drafts wait on a desk beside the book until somebody else approves them.
 *
 * A draft is the bytes of a file of entries as weir_import takes them (a form is one line of JSON), with its maker, note,
 * attachments and history. It lies in BOOK-desk, outside the chain; what is approved enters the book in one batch whose
 * rows carry both ids, under the key "draft N of DESK", so that nothing is entered twice, whatever falls over when.
 * Handles, errors, statuses as in weir.h; now_us: the instant, microseconds since 1970. */
#ifndef WEIR_DESK_H
#define WEIR_DESK_H

#include "weir.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_desk weir_desk;
/* BOOK-desk is made (mode 0600) when it is not there. Several programs may have it open. */
WEIR_API weir_status weir_desk_open(weir_desk **out, const char *book_path, weir_error **error);
WEIR_API void weir_desk_close(weir_desk *desk); /* NULL is allowed */

typedef enum weir_draft_state {                         /* stored; never renumbered */
                                WEIR_DRAFT_WAITING = 1, /* 待复核 */
                                WEIR_DRAFT_SECOND,      /* 待二审: one has approved, above the limit */
                                WEIR_DRAFT_RETURNED,    /* 已退回, with a reason; the maker may mend it */
                                WEIR_DRAFT_POSTED,      /* 已入账 */
                                WEIR_DRAFT_WITHDRAWN    /* 已撤回 by its maker */
} weir_draft_state;
enum { WEIR_ATTACHMENT_BYTES_MAX = 20 << 20, WEIR_ATTACHMENTS_MAX = 20 };
typedef struct weir_draft {
    uint64_t id, version; /* version rises with every change: who acts names the one that he saw */
    weir_draft_state state;
    char maker[65], first_checker[65], checker[65];
    uint64_t rows;
    uint64_t first_seq, last_seq; /* when posted */
    uint32_t checkers_needed;     /* 1 or 2, by the book's control.set and the draft's largest amount */
} weir_draft;
typedef struct weir_draft_new {
    const char *maker;      /* id of a registered actor */
    const char *note;       /* NULL; at most 2,000 bytes */
    const char *file_name;  /* for people; NULL = a form */
    const char *kind, *map; /* as in weir_import_options; map is the mapping's text, not a path; NULL */
    const char *bytes;      /* CSV or JSON lines */
    size_t byte_count;
    const char *scope; /* GP: rows must be of these funds (weir_show_options.scope); NULL */
    const char *key;   /* made when the form was opened: the same key gives the same draft again; NULL */
} weir_draft_new;
/* Every row is decided against the book as it stands, as a dry run does: what an import would refuse is refused, all
 * rows told. A whole journal, whose lines say who made them, is no draft (E_DRAFT_NAMES). */
WEIR_API weir_status weir_draft_make(weir_draft *out, weir_desk *desk, weir_book *book, const weir_draft_new *wanted,
                                     int64_t now_us, weir_error **error);
/* By its maker, while it waits or when it was returned: it waits again, approvals are void. E_DRAFT_CHANGED when version
 * is not the draft's, E_DRAFT_OTHERS, E_DRAFT_DONE. */
WEIR_API weir_status weir_draft_change(weir_draft *out, weir_desk *desk, weir_book *book, uint64_t id, uint64_t version,
                                       const weir_draft_new *wanted, int64_t now_us, weir_error **error);
/* Not one's own (E_DRAFT_OWN), not twice by one person, not another version than the one seen (E_DRAFT_CHANGED), not one
 * that is decided (E_DRAFT_DONE names who and when). The last needed approval enters it; what the book then refuses
 * leaves the draft waiting and is told. */
WEIR_API weir_status weir_draft_approve(weir_draft *out, weir_desk *desk, weir_book *book, uint64_t id,
                                        uint64_t version, const char *checker, int64_t now_us, weir_error **error);
/* reason: needed (E_REASON_NEEDED). */
WEIR_API weir_status weir_draft_return(weir_draft *out, weir_desk *desk, uint64_t id, uint64_t version,
                                       const char *checker, const char *reason, int64_t now_us, weir_error **error);
WEIR_API weir_status weir_draft_withdraw(weir_draft *out, weir_desk *desk, uint64_t id, uint64_t version,
                                         const char *maker, int64_t now_us, weir_error **error);
/* By its maker: a paper that it did not have makes another version, and a first approval is void. Kept once by the hash of
 * its bytes. Types by their first bytes: PDF, PNG, JPEG, XLSX/DOCX (zip), or UTF-8 text (CSV, txt, JSON); others are
 * refused (E_ATTACHMENT_TYPE), as is what is too large. hash: hex, to ask for it by. */
WEIR_API weir_status weir_draft_attach(char hash[65], weir_desk *desk, uint64_t id, const char *person,
                                       const char *name, const char *bytes, size_t byte_count, int64_t now_us,
                                       weir_error **error);
/* type: its media type; name: the one that it was given on that draft. E_ATTACHMENT_UNKNOWN. */
WEIR_API weir_status weir_draft_attachment(weir_desk *desk, uint64_t id, const char *hash, char type[80],
                                           char name[256], weir_sink out, weir_error **error);

/* ---- reading ---- */
WEIR_API weir_status weir_draft_get(weir_draft *out, weir_desk *desk, uint64_t id, weir_error **error);
/* JSON: {"id","version","state","maker","note","file","kind","rows","amount","checkers_needed","made","changed",
 * "first_seq","last_seq","text" (its bytes as text), "history":[{"at","who","what","words"}],
 * "attachments":[{"hash","name","type","bytes"}]}; state is a word: waiting, second, returned, posted, withdrawn. */
WEIR_API weir_status weir_draft_show(weir_desk *desk, uint64_t id, weir_lang lang, weir_format format, weir_sink out,
                                     weir_error **error);
/* The same without text, history, attachments; newest first. state 0: all; maker NULL: all. */
WEIR_API weir_status weir_drafts_list(weir_desk *desk, weir_draft_state state, const char *maker, uint64_t limit,
                                      weir_lang lang, weir_format format, weir_sink out, weir_error **error);
/* What its entries would change of a relation (positions by default): rows that differ, with now and after.
 * JSON: {"relation","columns":[…],"changed":[{"key":[…],"now":{…}|null,"after":{…}|null}]}. The book is left alone. */
WEIR_API weir_status weir_draft_effect(weir_desk *desk, weir_book *book, uint64_t id, const char *relation,
                                       const weir_show_options *show, weir_sink out, weir_error **error);
/* As weir_what_if prints: only verdicts that would change. */
WEIR_API weir_status weir_draft_verdicts(weir_desk *desk, weir_book *book, uint64_t id, const weir_check_options *check,
                                         weir_sink out, weir_error **error);

#ifdef __cplusplus
}
#endif
#endif
