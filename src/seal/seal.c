/* seal: see seal.h. Reading takes the members in their one order and then prints them again: what differs in a single
 * byte (a blank, another order, a second spelling of a number) is no seal, so the signature covers the line and not
 * merely its meaning. */
#include "seal/seal.h"

#include "money/money.h"

/* ---- notes ---- */
err_code seal_check_note(str note, err *e)
{
    if (note.len > SEAL_NOTE_MAX) {
        err_set(e, E_TEXT_LONG);
        err_int(e, "limit", SEAL_NOTE_MAX);
        return E_TEXT_LONG;
    }
    bool good = utf8_valid(note);
    for (size_t i = 0; i < note.len && good; i++) good = (unsigned char)note.ptr[i] >= 0x20 && note.ptr[i] != 0x7F;
    return good ? ERR_OK : err_set(e, E_TEXT_ENCODING);
}

/* ---- printing ---- */
static void put_hash(buf *out, const char *name, const hash *h)
{
    char hex[HASH_BYTES * 2 + 1];
    hash_print(hex, h);
    buf_text(out, name);
    buf_text(out, hex);
    buf_char(out, '"');
}

/* Everything but the signature, without the closing brace. */
static void put_members(buf *out, const seal *s)
{
    CHECK(s->seq > 0);
    buf_text(out, "{\"weir_seal\":");
    buf_int(out, SEAL_FORMAT);
    put_hash(out, ",\"book\":\"", &s->book);
    buf_text(out, ",\"seq\":");
    buf_int(out, s->seq);
    put_hash(out, ",\"head\":\"", &s->head);
    put_hash(out, ",\"book_hash\":\"", &s->facts);
    buf_text(out, ",\"sealed\":\"");
    instant_print(out, s->sealed_us);
    buf_text(out, "\",\"note\":");
    buf_json(out, s->note);
    buf_text(out, ",\"key\":\"");
    buf_hex(out, s->key.byte, sizeof s->key.byte);
    buf_char(out, '"');
}

void seal_print(buf *out, const seal *s)
{
    put_members(out, s);
    buf_text(out, ",\"signature\":\"");
    buf_hex(out, s->by.byte, sizeof s->by.byte);
    buf_text(out, "\"}\n");
}

/* ---- signing ---- */
static void put_message(buf *out, const seal *s, arena *a)
{
    buf_init(out, a, SEAL_LINE_MAX);
    put_members(out, s);
    buf_char(out, '}');
}

err_code seal_sign(seal *s, const public_key *key, const secret_key *secret, arena *a, err *e)
{
    CHECK(seal_check_note(s->note, NULL) == ERR_OK);
    buf message;
    s->key = *key;
    put_message(&message, s, a);
    err_code code = buf_err(&message, e);
    if (!code) sign_bytes(&s->by, buf_view(&message), secret);
    CHECK(code || sign_holds(&s->by, buf_view(&message), key)); /* or the two halves belong to different pairs */
    return code;
}

err_code seal_check(const seal *s, arena *a, err *e)
{
    buf message;
    put_message(&message, s, a);
    err_code code = buf_err(&message, e);
    if (!code && !sign_holds(&s->by, buf_view(&message), &s->key)) code = err_set(e, E_SEAL_SIGNATURE);
    return code;
}

/* ---- reading ---- */
static bool take(str *rest, const char *literal)
{
    str wanted = str_from(literal);
    if (!str_starts(*rest, wanted)) return false;
    *rest = str_slice(*rest, wanted.len, rest->len);
    return true;
}

static bool take_hex(uint8_t *out, size_t bytes, str *rest)
{
    if (!hex_parse(out, bytes, str_slice(*rest, 0, bytes * 2))) return false;
    *rest = str_slice(*rest, bytes * 2, rest->len);
    return true;
}

static bool take_seq(uint32_t *out, str *rest)
{
    size_t len = 0;
    int64_t value = 0;
    while (len < rest->len && rest->ptr[len] >= '0' && rest->ptr[len] <= '9') len++;
    if (len == 0 || len > 10 || decimal_parse(&value, str_slice(*rest, 0, len), 0, 1, NULL)) return false;
    if (value < 1 || value > UINT32_MAX) return false;
    *out = (uint32_t)value;
    *rest = str_slice(*rest, len, rest->len);
    return true;
}

static bool take_instant(int64_t *out, str *rest)
{
    size_t end;
    if (!str_find(&end, *rest, STR("\""))) return false;
    bool good = instant_parse(out, str_slice(*rest, 0, end), NULL) == ERR_OK;
    *rest = str_slice(*rest, end, rest->len);
    return good;
}

/* A note has no control characters, so a backslash stands before a quote or a backslash only. room: SEAL_LINE_MAX. */
static bool take_note(str *out, str *rest, char *room)
{
    size_t at = 0, len = 0;
    CHECK(rest->len < SEAL_LINE_MAX);
    for (; at < rest->len && rest->ptr[at] != '"'; at++) {
        if (rest->ptr[at] == '\\' && ++at == rest->len) return false;
        room[len++] = rest->ptr[at];
    }
    *out = (str){room, len};
    *rest = str_slice(*rest, at, rest->len);
    return seal_check_note(*out, NULL) == ERR_OK;
}

static bool take_hash(hash *out, str *rest, const char *before)
{
    return take(rest, before) && take_hex(out->byte, HASH_BYTES, rest);
}

static bool read_chain(seal *s, str *rest)
{
    return take_hash(&s->book, rest, "{\"weir_seal\":1,\"book\":\"") && take(rest, "\",\"seq\":") &&
           take_seq(&s->seq, rest) && take_hash(&s->head, rest, ",\"head\":\"") &&
           take_hash(&s->facts, rest, "\",\"book_hash\":\"");
}

static bool read_members(seal *s, str rest, char *note)
{
    return read_chain(s, &rest) && take(&rest, "\",\"sealed\":\"") && take_instant(&s->sealed_us, &rest) &&
           take(&rest, "\",\"note\":\"") && take_note(&s->note, &rest, note) && take(&rest, "\",\"key\":\"") &&
           take_hex(s->key.byte, sizeof s->key.byte, &rest) && take(&rest, "\",\"signature\":\"") &&
           take_hex(s->by.byte, sizeof s->by.byte, &rest) && str_equal(rest, STR("\"}"));
}

err_code seal_read(seal *out, str line, arena *a, err *e)
{
    CHECK(out != NULL);
    seal s = {.seq = 0};
    buf again;
    char *note = arena_get(a, SEAL_LINE_MAX);
    if (!note) return arena_err(a, e);
    if (line.len >= SEAL_LINE_MAX || !read_members(&s, line, note)) return err_set(e, E_SEAL_SYNTAX);
    buf_init(&again, a, SEAL_LINE_MAX);
    seal_print(&again, &s);
    err_code code = buf_err(&again, e);
    if (code) return code;
    str printed = buf_view(&again);
    if (!str_equal(line, str_slice(printed, 0, printed.len - 1))) return err_set(e, E_SEAL_SYNTAX);
    *out = s;
    return ERR_OK;
}
