/* verify: is the book what it was? Every row read and chained anew from the first, folded into a second book, the two
 * compared; and, when a hash was given out earlier, the chain held against it. */
#include "app/app_int.h"

enum { HEX_MIN = 16, HEX_MAX = HASH_BYTES * 2 }; /* a table prints the first 16 digits of a head */

typedef struct expected {
    str hex;
    seq_no seq;
} expected;

static err_code refuse_syntax(const char *text, err *e)
{
    err_set(e, E_OPTION_VALUE);
    err_text(e, "word", STR("--expect"));
    err_text(e, "value", str_from(text));
    err_text(e, "allowed", STR("HASH@SEQ"));
    return E_OPTION_VALUE;
}

static bool is_hex(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
    }
    return s.len >= HEX_MIN && s.len <= HEX_MAX;
}

static err_code read_expected(expected *out, const char *text, err *e)
{
    str whole = str_trim(str_from(text));
    size_t at;
    int64_t seq;
    if (!str_find(&at, whole, STR("@"))) return refuse_syntax(text, e);
    out->hex = str_slice(whole, 0, at);
    str digits = str_slice(whole, at + 1, whole.len);
    if (!is_hex(out->hex) || decimal_parse(&seq, digits, 0, 1, NULL) || seq < 1 || seq > UINT32_MAX)
        return refuse_syntax(text, e);
    out->seq = (seq_no)seq;
    return ERR_OK;
}

/* An entry that is not there any more differs as well: something was cut off. */
static err_code check_expected(weir_book *b, const expected *x, err *e)
{
    hash stored;
    char hex[HEX_MAX + 1];
    bool same = false;
    err_code code = journal_hash_at(&stored, b->log, x->seq, e);
    if (!code) {
        hash_print(hex, &stored);
        same = str_equal_fold(x->hex, (str){hex, x->hex.len});
    }
    if (code == E_ENTRY_UNKNOWN) {
        err_set(e, E_EXPECT_MISSING);
        err_int(e, "count", b->fold.head.seq);
        err_int(e, "seq", x->seq);
        return E_EXPECT_MISSING;
    }
    if (code || same) return code;
    err_set(e, E_EXPECT_DIFFERS);
    err_int(e, "seq", x->seq);
    return E_EXPECT_DIFFERS;
}

/* Another program may have added rows since this book was opened: what both folds hold is compared. */
static err_code check_fold(const weir_book *b, const fold *anew, err *e)
{
    seq_no length = b->fold.head.seq;
    if (anew->head.seq >= length && book_same(b->fold.facts, anew->facts, length)) return ERR_OK;
    if (b->fold.is_mapped) { /* the journal is whole: it was folded a moment ago */
        err_set(e, E_SNAPSHOT_DIFFERS);
        err_text(e, "path", b->path);
        return E_SNAPSHOT_DIFFERS;
    }
    err_set(e, E_BOOK_DAMAGED);
    err_text(e, "what", STR("the fold differs from the journal"));
    return E_BOOK_DAMAGED;
}

/* ---- who verifies a book gives out its number: it is worked out while the journal is read ---- */
static void number_facts(void *self)
{
    hash unused;
    fold_facts(&unused, self);
}

/* Nothing of the book changes meanwhile: reading it in two threads is safe, and the fold's number is touched by one. */
static err_code fold_anew(fold *anew, weir_book *b, arena *a, err *e)
{
    helper numbering;
    bool is_helped = helper_start(&numbering, number_facts, b);
    err_code code = fold_journal(anew, b->log, JOURNAL_CHECK_ALL, a, e);
    if (is_helped) helper_wait(&numbering);
    return code;
}

static err_code verify(weir_book *b, const char *expect, arena *a, err *e)
{
    expected x = {.seq = 0};
    fold anew = {.facts = NULL};
    err_code code = expect ? read_expected(&x, expect, e) : ERR_OK;
    if (!code) code = book_ready(b, a, e);
    if (!code) code = fold_anew(&anew, b, a, e);
    if (code) return code;
    code = check_fold(b, &anew, e);
    book_free(anew.facts);
    if (!code && expect) code = check_expected(b, &x, e);
    return code;
}

weir_status weir_verify(weir_book *b, const char *expect, weir_error **error)
{
    CHECK(b != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = verify(b, expect, a, &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}
