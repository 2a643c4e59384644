/* proof: is the book what it was? Verifying, key files, sealing, and seals held against the book.
 *
 * Verifying reads and chains every row anew from the first, folds them into a second book and compares the two; and, when
 * a hash was given out earlier, holds the chain against it.
 * The key lies outside the book, the seals beside it (BOOK-seals) and wherever else they were put. A seal is made of a
 * book that was verified a moment ago and never of one that was not; it names the book by its first entry.
 * Invariants: the secret is in this process between read_key and secret_wipe only, and in no arena, message or file but
 * its own; a seal that is told to hold was compared in every member. This is the one place that draws random bytes. */
#include "app/app_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- verifying ---- */

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

/* ---- keys and seals ---- */

static const char KEY_MARK[] = "weir-key-1 ";
enum { KEY_MARK_BYTES = sizeof KEY_MARK - 1, SEED_DIGITS = 2 * sizeof(key_seed), SCRATCH_BYTES = 1 << 16 };
enum { KEY_FILE_BYTES = KEY_MARK_BYTES + SEED_DIGITS + 1 };

typedef struct key {
    public_key public;
    secret_key secret;
} key;

const char *seals_path(str book_path, arena *a)
{
    buf path;
    buf_init(&path, a, 1 << 16);
    buf_str(&path, book_path);
    buf_text(&path, "-seals");
    buf_char(&path, 0);
    return path.failed ? NULL : path.ptr;
}

/* ---- keys ---- */
err_code random_bytes(void *out, size_t count, err *e)
{
    static const char SOURCE[] = "/dev/urandom";
    FILE *from = fopen(SOURCE, "rb");
    bool drawn = from && setvbuf(from, NULL, _IONBF, 0) == 0 && fread(out, 1, count, from) == count;
    if (from) fclose(from);
    if (drawn) return ERR_OK;
    err_set(e, E_FILE_READ);
    err_text(e, "path", STR("/dev/urandom"));
    err_text(e, "reason", STR("the device reports an error"));
    return E_FILE_READ;
}

static err_code write_key(const char *path, const key_seed *from, err *e)
{
    char text[KEY_FILE_BYTES + 1];
    memcpy(text, KEY_MARK, KEY_MARK_BYTES);
    hex_print(text + KEY_MARK_BYTES, from->byte, sizeof from->byte);
    text[KEY_FILE_BYTES - 1] = '\n';
    err_code code = io_make_file(path, (str){text, KEY_FILE_BYTES}, true, e);
    secret_wipe(text, sizeof text);
    return code;
}

weir_status weir_key_new(const char *key_file, char public_hex[65], weir_error **error)
{
    CHECK(key_file != NULL);
    CHECK(public_hex != NULL);
    err e = {.code = ERR_OK};
    key_seed from;
    key made;
    err_code code = random_bytes(from.byte, sizeof from.byte, &e);
    if (!code) code = write_key(key_file, &from, &e);
    if (!code) {
        key_pair(&made.public, &made.secret, &from);
        hex_print(public_hex, made.public.byte, sizeof made.public.byte);
        secret_wipe(&made, sizeof made);
    }
    secret_wipe(&from, sizeof from);
    return code ? report_error(error, &e) : WEIR_OK;
}

static bool seed_of_text(key_seed *out, str text)
{
    return text.len == KEY_FILE_BYTES && str_starts(text, str_from(KEY_MARK)) && str_ends(text, STR("\n")) &&
           hex_parse(out->byte, sizeof out->byte, str_slice(text, KEY_MARK_BYTES, KEY_MARK_BYTES + SEED_DIGITS));
}

/* The caller wipes it. */
static err_code read_key(key *out, const char *path, err *e)
{
    char text[KEY_FILE_BYTES + 1];
    key_seed from;
    size_t len = 0;
    err_code code = io_read_secret(text, sizeof text, &len, path, e);
    if (code) return code;
    if (seed_of_text(&from, (str){text, len})) {
        key_pair(&out->public, &out->secret, &from);
    } else {
        code = err_set(e, E_KEY_SYNTAX);
        err_text(e, "path", str_from(path));
    }
    secret_wipe(text, sizeof text);
    secret_wipe(&from, sizeof from);
    return code;
}

/* ---- sealing ---- */
static err_code describe(seal *out, const weir_book *b, str note, err *e)
{
    *out = (seal){
        .seq = b->fold.head.seq, .head = b->fold.head.hash, .sealed_us = clock_after(b->fold.last_us), .note = note};
    book_hash(&out->facts, b->fold.facts, out->seq);
    return journal_hash_at(&out->book, b->log, FIRST_SEQ, e);
}

static err_code sign_with(seal *s, const char *key_file, arena *a, err *e)
{
    key k;
    err_code code = read_key(&k, key_file, e);
    if (code) return code;
    code = seal_sign(s, &k.public, &k.secret, a, e);
    secret_wipe(&k, sizeof k);
    return code;
}

static void put_instant(char out[32], int64_t us, arena *a)
{
    buf text;
    buf_init(&text, a, 31);
    instant_print(&text, us);
    if (text.len > 0) memcpy(out, text.ptr, text.len);
    out[text.len] = 0;
}

static err_code seal_book(weir_sealed *out, weir_book *b, const weir_seal_options *o, weir_sink copy, arena *a, err *e)
{
    seal s;
    buf line;
    const char *path = o->seals ? o->seals : seals_path(b->path, a);
    err_code code = path ? describe(&s, b, str_from(o->note), e) : arena_err(a, e);
    if (!code) code = sign_with(&s, o->key_file, a, e);
    if (code) return code;
    buf_init(&line, a, SEAL_LINE_MAX);
    seal_print(&line, &s);
    code = buf_err(&line, e);
    if (!code) code = io_append_line(path, buf_view(&line), e);
    if (!code && copy.put) code = sink_put(copy, buf_view(&line), e);
    if (code) return code;
    weir_head_get(&out->head, b);
    hex_print(out->public_key, s.key.byte, sizeof s.key.byte);
    put_instant(out->sealed, s.sealed_us, a);
    return ERR_OK;
}

weir_status weir_seal(weir_sealed *out, weir_book *b, const weir_seal_options *options, weir_sink copy,
                      weir_error **error)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    CHECK(options != NULL);
    CHECK(options->key_file != NULL);
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    err_code code = seal_check_note(str_from(options->note), &e);
    if (!code) code = book_catch_up(b, a, &e);
    weir_status status = code ? report_error(error, &e) : weir_verify(b, NULL, error);
    if (status == WEIR_OK && seal_book(out, b, options, copy, a, &e)) status = report_error(error, &e);
    arena_free(a);
    return status;
}

/* ---- holding seals against the book ---- */
typedef struct held { /* a seal that holds but for its book hash, which is computed for all of them in one walk */
    seq_no seq;
    uint32_t line; /* of the file, from 1 */
    hash facts;
} held;
typedef struct checking {
    weir_book *b;
    const char *path;
    hash first; /* of the book's first entry */
    const public_key *pinned;
    uint32_t pinned_count;
    held *items;
    uint32_t count, room;
    weir_seals *out;
    arena *a, *scratch;
} checking;

static err_code refuse_seal(const checking *c, err_code code, uint32_t line, err *e)
{
    err_set(e, code);
    err_text(e, "path", str_from(c->path));
    err_int(e, "line", line);
    return code;
}

static err_code refuse_seq(const checking *c, err_code code, uint32_t line, seq_no seq, err *e)
{
    refuse_seal(c, code, line, e);
    err_int(e, "seq", seq);
    return code;
}

static bool same_key(const public_key *one, const public_key *other)
{
    return memcmp(one->byte, other->byte, sizeof one->byte) == 0;
}

/* With keys named a seal is by one of them; else its key is told. */
static err_code check_key(const checking *c, const seal *s, uint32_t line, err *e)
{
    char hex[2 * sizeof s->key.byte + 1];
    hex_print(hex, s->key.byte, sizeof s->key.byte);
    for (uint32_t i = 0; i < c->pinned_count; i++)
        if (same_key(&c->pinned[i], &s->key)) return ERR_OK;
    if (c->pinned_count > 0) {
        refuse_seal(c, E_SEAL_KEY, line, e);
        err_text(e, "key", str_from(hex));
        return E_SEAL_KEY;
    }
    weir_seals *out = c->out;
    uint64_t shown = out->unpinned_count < WEIR_KEYS_MAX ? out->unpinned_count : WEIR_KEYS_MAX;
    for (uint64_t i = 0; i < shown; i++)
        if (strcmp(out->unpinned[i], hex) == 0) return ERR_OK;
    if (shown < WEIR_KEYS_MAX) memcpy(out->unpinned[shown], hex, sizeof hex);
    out->unpinned_count = shown + 1;
    return ERR_OK;
}

static err_code check_chain(const checking *c, const seal *s, uint32_t line, err *e)
{
    hash stored;
    if (!hash_equal(&s->book, &c->first)) return refuse_seal(c, E_SEAL_BOOK, line, e);
    if (s->seq > c->b->fold.head.seq) {
        refuse_seq(c, E_SEAL_MISSING, line, s->seq, e);
        err_int(e, "count", c->b->fold.head.seq);
        return E_SEAL_MISSING;
    }
    err_code code = journal_hash_at(&stored, c->b->log, s->seq, e);
    if (!code && !hash_equal(&stored, &s->head)) code = refuse_seq(c, E_SEAL_HEAD, line, s->seq, e);
    return code;
}

static err_code keep_held(checking *c, const seal *s, uint32_t line, err *e)
{
    void *items = c->items;
    if (!arena_grow(c->a, &items, sizeof *c->items, &c->room, c->count + 1)) return arena_err(c->a, e);
    c->items = items;
    c->items[c->count++] = (held){s->seq, line, s->facts};
    weir_seals *out = c->out;
    out->count = c->count;
    if (s->seq < out->last_seq) return ERR_OK;
    out->last_seq = s->seq;
    put_instant(out->last_sealed, s->sealed_us, c->scratch);
    return ERR_OK;
}

static err_code check_line(checking *c, str text, uint32_t line, err *e)
{
    seal s = {.seq = 0};
    arena_clear(c->scratch);
    err_code code = seal_read(&s, text, c->scratch, e);
    if (!code) code = seal_check(&s, c->scratch, e);
    if (code == E_SEAL_SYNTAX || code == E_SEAL_SIGNATURE) return refuse_seal(c, code, line, e);
    if (!code) code = check_key(c, &s, line, e);
    if (!code) code = check_chain(c, &s, line, e);
    return code ? code : keep_held(c, &s, line, e);
}

static int by_seq(const void *one, const void *other)
{
    const held *a = one, *b = other;
    if (a->seq != b->seq) return a->seq < b->seq ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static err_code check_facts(const checking *c, err *e)
{
    seq_no *prefix = arena_get(c->a, sizeof *prefix * (c->count + 1));
    hash *facts = arena_get(c->a, sizeof *facts * (c->count + 1));
    if (!prefix || !facts) return arena_err(c->a, e);
    if (c->count > 0) qsort(c->items, c->count, sizeof *c->items, by_seq);
    for (uint32_t i = 0; i < c->count; i++) prefix[i] = c->items[i].seq;
    book_hashes(facts, c->b->fold.facts, prefix, c->count);
    for (uint32_t i = 0; i < c->count; i++) {
        const held *h = &c->items[i];
        if (!hash_equal(&facts[i], &h->facts)) return refuse_seq(c, E_SEAL_FACTS, h->line, h->seq, e);
    }
    return ERR_OK;
}

static err_code check_lines(checking *c, str text, err *e)
{
    err_code code = journal_hash_at(&c->first, c->b->log, FIRST_SEQ, e);
    size_t end;
    for (uint32_t line = 1; !code && text.len > 0; line++) {
        if (!str_find(&end, text, STR("\n"))) end = text.len;
        code = check_line(c, str_slice(text, 0, end), line, e);
        text = str_slice(text, end + 1, text.len);
    }
    return code ? code : check_facts(c, e);
}

/* ---- which keys, which file ---- */
static err_code read_keys(checking *c, const char *text, err *e)
{
    str rest = str_from(text);
    public_key *keys = arena_get(c->a, sizeof *keys * (rest.len / 64 + 1));
    if (!keys) return arena_err(c->a, e);
    for (size_t comma; text;) {
        bool is_last = !str_find(&comma, rest, STR(","));
        str hex = str_trim(is_last ? rest : str_slice(rest, 0, comma));
        if (!hex_parse(keys[c->pinned_count++].byte, sizeof keys->byte, hex))
            return refuse_option(e, "--public-key", text, "HEX, HEX,HEX (64)");
        if (is_last) break;
        rest = str_slice(rest, comma + 1, rest.len);
    }
    c->pinned = keys;
    return ERR_OK;
}

/* A file that nobody asked for may be absent: most books were never sealed. */
static err_code read_seals(str *out, const checking *c, bool asked_for, err *e)
{
    if (!asked_for && !io_exists(c->path)) return ERR_OK;
    err_code code = io_exists(c->path) ? io_read_file(out, c->path, SEALS_BYTES_MAX, c->a, e) : ERR_OK;
    if (code || out->len > 0 || !asked_for) return code;
    err_set(e, E_SEAL_NONE);
    err_text(e, "path", str_from(c->path));
    return E_SEAL_NONE;
}

static err_code check_seals(checking *c, const weir_seals_options *o, err *e)
{
    str text = STR_NONE;
    c->path = o->seals ? o->seals : seals_path(c->b->path, c->a);
    if (!c->path) return arena_err(c->a, e);
    err_code code = read_keys(c, o->public_keys, e);
    if (!code) code = book_catch_up(c->b, c->a, e);
    if (!code) code = read_seals(&text, c, o->seals || o->public_keys, e);
    return code ? code : check_lines(c, text, e);
}

weir_status weir_verify_seals(weir_seals *out, weir_book *b, const weir_seals_options *options, weir_error **error)
{
    CHECK(out != NULL);
    CHECK(b != NULL);
    CHECK(options != NULL);
    err e = {.code = ERR_OK};
    *out = (weir_seals){.count = 0};
    checking c = {.b = b, .out = out, .a = request_arena(&e)};
    if (!c.a) return report_error(error, &e);
    c.scratch = arena_new("a seal", SCRATCH_BYTES);
    err_code code = c.scratch ? check_seals(&c, options, &e) : arena_err(c.a, &e);
    arena_free(c.scratch);
    arena_free(c.a);
    return code ? report_error(error, &e) : WEIR_OK;
}
