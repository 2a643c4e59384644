/* intake_int: what the files of this room share, and nobody else sees.
 *
 * A file becomes records (the room records) or lines (json.c); a header or key becomes a place (place.c, after the renames of
 * mapping.c); a row puts each text into its place (row.c); what is refused goes to the result (result.c). Functions that
 * return err_code return faults only: a refusal is added to the result and the reading goes on.
 * Two memories: `a` for what lasts as long as the file (headers, places, refusals), `scratch` for the row in hand. */
#ifndef WEIR_INTAKE_INT_H
#define WEIR_INTAKE_INT_H

#include "intake/intake.h"

#include "records/records.h"

enum { JSON_LINE_BYTES_MAX = 1 << 20 }; /* one flat object: all texts of an entry take a twentieth of it */
#define FILE_LEVEL UINT32_MAX           /* a refusal of no single row */

/* ---- places: where the texts under one header go, for one kind ---- */
typedef enum target {
    TARGET_UNKNOWN = 0,
    TARGET_IGNORED,
    TARGET_BAD_UNIT, /* a field, but nobody knows the unit in the header */
    TARGET_FIELD,
    TARGET_KIND,
    TARGET_UNIT,
    TARGET_QUALIFIER,
    TARGET_SEQ, /* from here on: keys of exported journals only */
    TARGET_MAKER,
    TARGET_APPROVER,
    TARGET_RECORDED
} target;
typedef struct change { /* a foreign value and what it means */
    str from, to;
} change;
typedef struct place {
    target is;
    const field_info *field; /* with TARGET_FIELD and TARGET_BAD_UNIT */
    str unit;                /* that stood in the header; empty = none */
    str header;              /* as the user wrote it; terminated */
    const change *change;
    uint32_t change_count;
} place;

/* ---- mapping: the user's words for our fields ---- */
typedef struct renaming {
    str foreign, target; /* target "-" = ignored */
    uint64_t line;
} renaming;
typedef struct constant {
    str target, text;
    uint64_t line;
} constant;
typedef struct translation {
    str target;
    change change;
    uint64_t line;
} translation;
typedef struct mapping {
    renaming *renaming;
    constant *constant;
    translation *translation;
    uint32_t renaming_count, renaming_room;
    uint32_t constant_count, constant_room;
    uint32_t translation_count, translation_room;
    str kind; /* of "kind := …"; empty = not said */
    uint64_t kind_line;
} mapping;

/* ---- reader: one file being read ---- */
typedef struct sheet sheet;
typedef struct lines lines;
struct intake_reader {
    intake *out;
    intake_options o;
    arena *a;
    arena *scratch;       /* emptied before each row */
    err *fault;           /* of the call in hand */
    sheet *sheet;         /* of CSV */
    lines *lines;         /* of JSON lines */
    command command;      /* the row in hand */
    uint32_t kept_before; /* refusals of the file, before any row: what a rewind leaves in the result */
    uint64_t total_before;
    mapping map;
    const kind_info *kind; /* of every row; NULL = each row says it */
    bool is_json;
    char
        last_kind_byte[ID_BYTES_MAX]; /* rows of one kind mostly stand together: its word and what it was found to be */
    size_t last_kind_len;
    const kind_info *last_kind;
    err refusal; /* scratch: an err is too large to be made anew for each cell */
    str field_names[KIND_LAST + 1];
    map_str place_index[KIND_LAST + 1]; /* header → index in place */
    place **place;
    uint32_t place_count, place_room;
};
typedef struct intake_reader reader;

/* The scratch refusal, with no more in it than file and row. */
err *reader_refusal(reader *r, uint64_t line);
/* Adds the scratch refusal to the result; one that is a fault is returned instead. */
err_code reader_refuse(reader *r, uint32_t row_index) WARN_UNUSED;
/* "investor, fund, amount, …": the {allowed} of messages. */
str reader_field_names(reader *r, const kind_info *k);
/* A kind by its name; NULL when it was refused (E_KIND_*) for that row. */
err_code reader_find_kind(const kind_info **out, reader *r, str word, uint64_t line, uint32_t row_index) WARN_UNUSED;

err_code mapping_parse(reader *r, str text) WARN_UNUSED;
/* Are all targets fields of the reader's kind, or of any kind when rows differ? Refused line by line: E_MAP_SYNTAX. */
err_code mapping_check(reader *r) WARN_UNUSED;

/* Where texts under this header (after renames) go; found once a kind and header, then remembered. k NULL = only what
 * does not depend on the kind: ignored headers, kind, unit, qualifier. Borrowed from the reader; headers that mean
 * nothing are not remembered, for a hostile file could hold any number of them: their places are made anew in `passing`. */
err_code place_get(const place **out, reader *r, const kind_info *k, str header, arena *passing) WARN_UNUSED;
/* The same for a word of the mapping, which is not renamed again; header and change are left empty. */
void place_resolve(place *out, const reader *r, const kind_info *k, str word);
str place_translate(const place *p, str text);

/* ---- rows ---- */
typedef struct row {
    reader *from;
    command *command;
    uint32_t index;
    const kind_info *kind;
    str unit, qualifier; /* the row's own, for the field that lives in the amount column */
    uint64_t refused;    /* bit i: field i was refused, so it is not reported as missing too */
} row;
/* The reader's command, emptied, becomes the next row. */
err_code row_begin(row *w, reader *r, uint64_t line, str text) WARN_UNUSED;
/* Settles w->kind from the row's own word; NULL after a refusal: then nothing more is put. */
err_code row_set_kind(row *w, str word) WARN_UNUSED;
/* Before any field: takes the text if the place is the unit or the qualifier. */
void row_note(row *w, const place *p, str text);
err_code row_put(row *w, const place *p, str text) WARN_UNUSED;
err_code row_end(row *w) WARN_UNUSED;
err_code row_refuse(row *w, const place *p, str value) WARN_UNUSED; /* the scratch refusal, at that place */
err *row_refusal(row *w);

/* ---- results ---- */
/* Adds a refusal to that row, or to the file. */
err_code result_refuse(intake *in, uint32_t row_index, const err *refusal, err *e) WARN_UNUSED;
/* No rows, and of the refusals only the first, which are of the file. */
void result_rewind(intake *in, uint32_t kept, uint64_t total);

/* ---- formats ---- */
/* Reads the header: refused, no row follows. close is needed after a fault too. */
err_code csv_open(reader *r) WARN_UNUSED;
/* The next row into r->command; *found false at the end. */
err_code csv_next(bool *found, reader *r) WARN_UNUSED;
void csv_rewind(reader *r);
void csv_close(reader *r);
err_code json_open(reader *r) WARN_UNUSED;
err_code json_next(bool *found, reader *r) WARN_UNUSED;
void json_rewind(reader *r);
typedef struct line_walk { /* over lines that hold more than blanks */
    str text;
    size_t at;
    uint64_t number; /* of the line that was taken last */
} line_walk;
bool line_next(str *line, line_walk *w); /* trimmed */

#endif
