/* intake: bytes → commands, each with its source position. Knows no book: names stay names.
 *
 * CSV: UTF-8 with or without BOM, or GB18030 (detected); quoted newlines; headers in zh, en or identifiers of kinds.def;
 * a unit may stand in a header, "金额(万元)" or "amount[万元]"; a mapping renames foreign headers. JSON lines: one flat
 * object a line with the same field names; numbers keep their digits. Bad rows are reported together; rows are handed out
 * one at a time, so memory beside the file's text does not grow with their number. */
#ifndef WEIR_INTAKE_H
#define WEIR_INTAKE_H

#include "event/event.h"

typedef enum intake_format { INTAKE_ANY = 0, INTAKE_CSV, INTAKE_JSON } intake_format;
typedef struct intake_options {
    const char *file;         /* shown in refusals */
    kind kind;                /* kind of every row; KIND_NONE = a `kind` column or key says it */
    str mapping;              /* text of a mapping file; empty = none */
    const char *mapping_file; /* shown in refusals of mapping lines; NULL = "mapping" */
    intake_format format;     /* INTAKE_ANY = by content: first non-blank byte '{' = JSON lines, else CSV */
    bool is_typed;            /* by hand, no file: rows and refusals bear no row number and no file */
} intake_options;

/* Result: what is refused so far, and what the report for mending needs. No rows: they are handed out and forgotten. */
typedef struct intake {
    err *refusal; /* one a bad field, at most REFUSALS_MAX kept, in the order of the rows */
    uint32_t refusal_count;
    uint32_t *refused_row;  /* parallel: index of the row that each kept refusal belongs to, UINT32_MAX = the file */
    uint64_t refusal_total; /* all, also those not kept */
    uint32_t row_count;     /* rows handed out; the one in hand is row_count - 1 */
    uint32_t bad_count;     /* how many of them were refused */
    str row_text;           /* the row in hand as it stood in the file */
    uint64_t *bad;          /* bit i % 64 of word i / 64: row i was refused; see intake_is_bad */
    uint32_t bad_room;      /* words of bad */
    str text;               /* the whole file as UTF-8; empty until it was decoded */
    str header_text;        /* CSV header as it was; ptr NULL = none */
    uint64_t header_line;   /* of an exported journal's first line; 0 = none */
    const char *file;       /* as intake_options said */
    bool is_journal;        /* an exported journal: lines carry seq, maker. Known when intake_open returns */
    bool is_typed;
    arena *a; /* holds all of this */
} intake;

/* ---- commands in file order, one at a time ---- */
typedef struct intake_reader intake_reader;
/* Reads mapping, encoding and header; *result is filled from here on and must outlive the reader, as must bytes (they are
 * borrowed where they are UTF-8 already), *o's texts and a. a takes what grows with headers and refusals, never with rows.
 * Returns faults only (E_LIMIT): refusals are in *result, and when the encoding, mapping, kind or header is refused, no row
 * follows. *out is NULL after a fault, else the caller's to close. */
err_code intake_open(intake_reader **out, intake *result, str bytes, const intake_options *o, arena *a,
                     err *e) WARN_UNUSED;
/* *c = NULL at the end. *is_bad: the row was refused (its refusals are in the result); it is handed out all the same, as far
 * as it could be read, because later rows may depend on what it would have registered. *c and what it borrows live until
 * the next call. Only E_LIMIT, after which only closing makes sense. */
err_code intake_next(command **c, bool *is_bad, intake_reader *r, err *e) WARN_UNUSED;
/* The same as a source of commands; self is the reader. */
command_source intake_source(intake_reader *r);
/* Begin again at the first row with the result as intake_open left it: a batch is decided anew when another program wrote
 * meanwhile. */
void intake_rewind(intake_reader *r);
void intake_close(intake_reader *r); /* NULL is allowed; the result stays */
/* How many rows there may be, from line ends alone: for progress and reservations. One quick pass over the text. */
uint32_t intake_guess_rows(const intake *in);

/* Adds a refusal found later (decide) to the row in hand, which is bad from then on. */
err_code intake_refuse(intake *in, const err *refusal, err *e) WARN_UNUSED;
bool intake_is_bad(const intake *in, uint32_t index); /* index < row_count */
/* UTF-8 text without BOM: as it is, or converted from GB18030. E_ENCODING. */
err_code intake_decode(str *out, str bytes, arena *a, err *e) WARN_UNUSED;
/* All rows of the file as CSV (UTF-8 with BOM) with the original columns and two more, error_zh and error_en, rendered by
 * the caller; of JSON lines the bad ones: row, text, error_zh, error_en. Rows beyond REFUSALS_MAX stand there without words.
 * Reads the text again; the reader may be closed by then. Rows not handed out yet are left out. */
typedef str (*intake_render)(void *self, const err *refusal, bool zh, arena *a);
void intake_mend_csv(buf *out, const intake *in, intake_render render, void *self, arena *a);

#endif
