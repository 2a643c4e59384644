/* intake: bytes → commands, each with its source position. Knows no book: names stay names.
 *
 * CSV: UTF-8 with or without BOM, or GB18030 (detected); quoted newlines; headers in zh, en or identifiers of kinds.def;
 * a unit may stand in a header, "金额(万元)" or "amount[万元]"; a mapping renames foreign headers. JSON lines: one flat
 * object a line with the same field names; numbers keep their digits. Every row is read: bad rows are reported together. */
#ifndef WEIR_INTAKE_H
#define WEIR_INTAKE_H

#include "event/event.h"

typedef struct intake { /* result: rows in file order */
    command *command;
    uint32_t count, room;
    err *refusal; /* one a bad field, at most REFUSALS_MAX kept */
    uint32_t refusal_count, refusal_room;
    uint64_t refusal_total;    /* all, also those not kept */
    uint32_t *refused_command; /* index of the command each kept refusal belongs to, UINT32_MAX = the file */
    str *row_text;             /* the record as it stood in the file, per command, for the report that can be mended */
    str header_text;           /* CSV header as it was */
    bool *bad;                 /* per command: has at least one refusal, not to be decided */
    const char *file;          /* as intake_options said */
    bool is_journal;           /* an exported journal: lines carry seq, maker */
} intake;
typedef struct intake_options {
    const char *file;         /* shown in refusals */
    kind kind;                /* kind of every row; KIND_NONE = a `kind` column or key says it */
    str mapping;              /* text of a mapping file; empty = none */
    const char *mapping_file; /* shown in refusals of mapping lines; NULL = "mapping" */
} intake_options;
/* Both fill *out (memory of a); they return a fault only (E_LIMIT): refusals are in *out. */
err_code intake_csv(intake *out, str bytes, const intake_options *o, arena *a, err *e) WARN_UNUSED;
err_code intake_json(intake *out, str bytes, const intake_options *o, arena *a, err *e) WARN_UNUSED;
/* By content: first non-blank byte '{' = JSON lines, else CSV. */
err_code intake_any(intake *out, str bytes, const intake_options *o, arena *a, err *e) WARN_UNUSED;
/* Add a refusal found later (decide) to the report. */
err_code intake_refuse(intake *in, uint32_t command_index, const err *refusal, arena *a, err *e) WARN_UNUSED;
/* UTF-8 text without BOM: as it is, or converted from GB18030. E_ENCODING. */
err_code intake_decode(str *out, str bytes, arena *a, err *e) WARN_UNUSED;
/* The bad rows as CSV (UTF-8 with BOM) with the original columns and two more, error_zh and error_en, rendered by the
 * caller; JSON lines: row, text, error_zh, error_en. Rows beyond REFUSALS_MAX stand there without words. */
typedef str (*intake_render)(void *self, const err *refusal, bool zh, arena *a);
void intake_mend_csv(buf *out, const intake *in, intake_render render, void *self, arena *a);

#endif
