/* intake_fuzz: one input through a reading door and the report for mending, and what must hold of any result. */
#ifndef WEIR_TESTS_INTAKE_FUZZ_H
#define WEIR_TESTS_INTAKE_FUZZ_H

#include "intake/intake.h"

static inline bool has_arg(const err *refusal, str name)
{
    for (uint8_t i = 0; i < refusal->arg_count; i++)
        if (str_equal(name, str_from(refusal->arg[i].name))) return true;
    return false;
}

/* The sentence with its values in place; a placeholder without a value stops the program. */
static inline void print_sentence(buf *out, const err *refusal, str sentence)
{
    size_t open;
    size_t close;
    while (str_find(&open, sentence, STR("{"))) {
        buf_str(out, str_slice(sentence, 0, open));
        sentence = str_slice(sentence, open + 1, sentence.len);
        CHECK(str_find(&close, sentence, STR("}")));
        CHECK(has_arg(refusal, str_slice(sentence, 0, close)));
        sentence = str_slice(sentence, close + 1, sentence.len);
    }
    buf_str(out, sentence);
}

static inline str render(void *self, const err *refusal, bool zh, arena *a)
{
    (void)self;
    buf out;
    buf_init(&out, a, 4096);
    print_sentence(&out, refusal, str_from(err_template(refusal->code, zh)));
    print_sentence(&out, refusal, str_from(err_hint(refusal->code, zh)));
    CHECK(utf8_valid(buf_view(&out)));
    return buf_view(&out);
}

static inline void check_refusals(const intake *in, arena *a)
{
    CHECK(in->refusal_count <= REFUSALS_MAX);
    CHECK(in->refusal_total >= in->refusal_count);
    for (uint32_t i = 0; i < in->refusal_count; i++) {
        const err *refusal = &in->refusal[i];
        uint32_t owner = in->refused_row[i];
        CHECK(err_class_of(refusal->code) == ERR_REFUSAL);
        CHECK(owner == UINT32_MAX || owner < in->row_count);
        if (owner != UINT32_MAX) CHECK(intake_is_bad(in, owner));
        (void)render(NULL, refusal, true, a);
        (void)render(NULL, refusal, false, a);
    }
}

/* Each row once; twice: begun again in the middle, which must change nothing. */
static inline err_code read_rows(intake *in, str bytes, const intake_options *o, arena *a, err *e, bool twice)
{
    intake_reader *r;
    command *c = NULL;
    uint32_t bad_count = 0;
    err_code code = intake_open(&r, in, bytes, o, a, e);
    do {
        bool is_bad = false;
        if (!code) code = intake_next(&c, &is_bad, r, e);
        if (code || !c) break;
        CHECK(in->row_text.ptr != NULL);
        CHECK(is_bad || kind_get(c->ev.kind));
        CHECK(is_bad == intake_is_bad(in, in->row_count - 1));
        bad_count += is_bad;
        if (!twice || in->row_count < 3) continue;
        twice = false;
        bad_count = 0;
        intake_rewind(r);
    } while (true);
    CHECK(code || bad_count == in->bad_count);
    intake_close(r);
    return code;
}

/* Reads, reports, and for CSV reads the report: as many rows, the good ones too, and every one that did not fit its header is bad again. */
static inline void try_reading(intake_format how, str bytes, kind k, str mapping)
{
    arena *a = arena_new("fuzz", (size_t)256 << 20);
    CHECK(a != NULL);
    intake in = {0};
    intake again = {0};
    err e = {0};
    intake_options o = {.file = "fuzz", .kind = k, .mapping = mapping, .format = how};
    err_code code = read_rows(&in, bytes, &o, a, &e, true);
    CHECK(code == ERR_OK || code == E_LIMIT);
    check_refusals(&in, a);
    buf out;
    buf_init(&out, a, (size_t)64 << 20);
    intake_mend_csv(&out, &in, render, NULL, a);
    if (code == ERR_OK && !out.failed) {
        CHECK(utf8_valid(buf_view(&out)));
        o.format = INTAKE_CSV;
        CHECK(read_rows(&again, buf_view(&out), &o, a, &e, false) != E_ENCODING);
        bool is_told = in.header_text.ptr && in.refusal_total == in.refusal_count; /* each bad row with its words */
        if (is_told && again.header_text.ptr) CHECK(again.row_count == in.row_count);
        if (is_told && in.bad_count > 0) CHECK(again.refusal_total > 0);
    }
    arena_free(a);
}

static inline int try_all(intake_format how, const uint8_t *bytes, size_t len)
{
    static const char MAPPING[] = "出资方 = investor\nstate := stated\n口径: 不明 -> unstated\nskip = -\n";
    str text = {(const char *)bytes, len};
    try_reading(how, text, KIND_STAKE_REPORTED, STR_NONE);
    try_reading(how, text, KIND_NONE, STR_NONE);
    try_reading(how, text, KIND_NONE, str_from(MAPPING));
    return 0;
}

#endif
