/* intake_fuzz: one input through a reading door and the report for mending, and what must hold of any result. */
#ifndef WEIR_TESTS_INTAKE_FUZZ_H
#define WEIR_TESTS_INTAKE_FUZZ_H

#include "intake/intake.h"

typedef err_code (*reading)(intake *out, str bytes, const intake_options *o, arena *a, err *e);

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
        uint32_t owner = in->refused_command[i];
        CHECK(err_class_of(refusal->code) == ERR_REFUSAL);
        CHECK(owner == UINT32_MAX || owner < in->count);
        if (owner != UINT32_MAX) CHECK(in->bad[owner]);
        (void)render(NULL, refusal, true, a);
        (void)render(NULL, refusal, false, a);
    }
}

static inline uint32_t count_bad(const intake *in)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < in->count; i++) {
        CHECK(in->row_text[i].ptr != NULL);
        CHECK(in->bad[i] || kind_get(in->command[i].ev.kind));
        count += in->bad[i];
    }
    return count;
}

/* Reads, reports, and for CSV reads the report: as many rows, the good ones too, and every one that did not fit its header is bad again. */
static inline void try_reading(reading how, str bytes, kind k, str mapping)
{
    arena *a = arena_new("fuzz", (size_t)256 << 20);
    CHECK(a != NULL);
    intake in = {0};
    intake again = {0};
    err e = {0};
    intake_options o = {.file = "fuzz", .kind = k, .mapping = mapping};
    err_code code = how(&in, bytes, &o, a, &e);
    CHECK(code == ERR_OK || code == E_LIMIT);
    check_refusals(&in, a);
    buf out;
    buf_init(&out, a, (size_t)64 << 20);
    intake_mend_csv(&out, &in, render, NULL, a);
    if (code == ERR_OK && !out.failed) {
        uint32_t bad = count_bad(&in);
        CHECK(utf8_valid(buf_view(&out)));
        CHECK(intake_csv(&again, buf_view(&out), &o, a, &e) != E_ENCODING);
        bool is_told = in.header_text.ptr && in.refusal_total == in.refusal_count; /* each bad row with its words */
        if (is_told && again.header_text.ptr) CHECK(again.count == in.count);
        if (is_told && bad > 0) CHECK(again.refusal_total > 0);
    }
    arena_free(a);
}

static inline int try_all(reading how, const uint8_t *bytes, size_t len)
{
    static const char MAPPING[] = "出资方 = investor\nstate := stated\n口径: 不明 -> unstated\nskip = -\n";
    str text = {(const char *)bytes, len};
    try_reading(how, text, KIND_STAKE_REPORTED, STR_NONE);
    try_reading(how, text, KIND_NONE, STR_NONE);
    try_reading(how, text, KIND_NONE, str_from(MAPPING));
    return 0;
}

#endif
