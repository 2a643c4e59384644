/* Every maximum of the program, with its reason. A limit that is met is reported by name (E_LIMIT), never crossed. */
#ifndef WEIR_LIMITS_H
#define WEIR_LIMITS_H

enum {
    TEXT_BYTES_MAX = 4096,      /* one text field of an entry: a paragraph of a policy text fits */
    ID_BYTES_MAX = 64,          /* an id is typed by people and printed in tables */
    ATTRS_BYTES_MAX = 32768,    /* all attrs of one entry */
    CITATION_BYTES_MAX = 16384, /* title, url, words, span of one source */
    FIELDS_MAX = 40,            /* fields of one kind, common ones included */
    CSV_COLUMNS_MAX = 256,      /* widest office workbook seen has under 100 */
    REFUSALS_MAX = 1000,        /* rows reported of one bad file: nobody mends more in one go */
    CANDIDATES_MAX = 5,         /* names offered when one does not resolve */
    WHY_DEPTH_MAX = 16,         /* layers of funds on one money path; 5 is the deepest known */
    PATHS_MAX = 20000,          /* money paths of one question */
    POLICY_FILES_MAX = 4096,    /* of a folder of packs: 31 provinces with 60 rules and their cases are half of it */
    COLUMNS_MAX = 40            /* columns of one relation */
};
#define FILE_BYTES_MAX ((size_t)512 << 20)       /* one import: two million rows of CSV */
#define BOOK_BYTES_MAX ((size_t)4 << 30)         /* ten million events */
#define REQUEST_BYTES_MAX ((size_t)1 << 30)      /* one command's scratch */
#define BATCH_BYTES_MAX ((size_t)3 << 30)        /* intake and decided events of one import */
#define SEALS_BYTES_MAX ((size_t)64 << 20)       /* the seals of one book: one an hour for ten years */
#define POLICY_FILE_BYTES_MAX ((size_t)1 << 20)  /* one rule or table of parameters */
#define POLICY_QUERY_BYTES_MAX ((size_t)1 << 21) /* a rule with what it shares filled in */
#define OUTPUT_BYTES_MAX ((size_t)1 << 30)       /* one printed relation */

#endif
