/* people: signing in and out, sessions, tokens, accounts, the log of access. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

enum { COOKIE_SECONDS = 7 * 24 * 3600 };

static bool begin(buf *out, exchange *x)
{
    arena *a = exchange_memory(x);
    if (a) {
        buf_init(out, a, EXCHANGE_BYTES_MAX);
        return true;
    }
    x->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
    return false;
}

static void reply_nothing(exchange *x, weir_status status, weir_error *error)
{
    if (status) {
        reply_error(x, error);
        return;
    }
    door_forget(x->s);
    reply_text(x, MHD_HTTP_OK, STR("{}\n"), "application/json; charset=utf-8");
}

/* ---- the session ---- */
static void put_cookie(exchange *x, const char *token, int seconds)
{
    snprintf(x->cookie, sizeof x->cookie, "weir_session=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", token,
             seconds, x->s->options->tls_key ? "; Secure" : "");
}

static void put_person(buf *out, const weir_person *who)
{
    buf_char(out, '{');
    json_member(out, "id", who->id);
    json_member(out, "name", who->name);
    json_member(out, "role", weir_role_word(who->role));
    json_member(out, "scope", who->scope);
    buf_text(out, who->must_change ? ",\"must_change\":true}" : ",\"must_change\":false}");
}

static void put_book(buf *out, worker *w, exchange *x)
{
    char today[16];
    head_now head;
    weir_control control = {.four_eyes = false};
    head_read(&head, x->s);
    today_read(today);
    weir_control_get(&control, w->book, NULL);
    buf_char(out, '{');
    json_member(out, "name", x->s->name);
    json_count(out, "seq", head.seq);
    json_member(out, "hash", head.hash);
    buf_text(out, head.synthetic ? ",\"synthetic\":true" : ",\"synthetic\":false");
    buf_text(out, control.four_eyes ? ",\"four_eyes\":true" : ",\"four_eyes\":false");
    buf_text(out, control.has_limit ? ",\"has_limit\":true" : ",\"has_limit\":false");
    json_count(out, "limit_fen", control.has_limit && control.limit_minor > 0 ? (uint64_t)control.limit_minor : 0);
    json_member(out, "today", today);
    buf_char(out, '}');
}

static void reply_session(worker *w, exchange *x, const weir_person *who)
{
    buf text;
    if (!begin(&text, x)) return;
    buf_char(&text, '{');
    json_name(&text, "person");
    put_person(&text, who);
    json_member(&text, "csrf", who->csrf);
    json_name(&text, "book");
    put_book(&text, w, x);
    buf_text(&text, "}\n");
    reply_json(x, MHD_HTTP_OK, &text);
}

void post_session(worker *w, exchange *x)
{
    enum { ID, PASSWORD, MEMBERS };
    member_value m[MEMBERS];
    weir_signed_in in;
    weir_error *error = NULL;
    if (!body_read(x, m, MEMBERS)) return;
    weir_status status = weir_sign_in(&in, w->people, m[ID].text, m[PASSWORD].text, x->address, now_us(), &error);
    if (status) {
        x->wait_s = strcmp(weir_error_code(error, 0), "E_SIGN_IN_WAIT") == 0 ? 60 : 0;
        reply_error(x, error);
        return;
    }
    x->who = in.person;
    put_cookie(x, in.token, COOKIE_SECONDS);
    reply_session(w, x, &in.person);
}

void get_session(worker *w, exchange *x)
{
    reply_session(w, x, &x->who);
}

void delete_session(worker *w, exchange *x)
{
    weir_error *error = NULL;
    weir_status status = weir_sign_out(w->people, x->token, now_us(), &error);
    put_cookie(x, "", 0);
    reply_nothing(x, status, error);
}

/* The old word is asked again: a session left open must not be enough to take the account over. */
void post_password(worker *w, exchange *x)
{
    enum { OLD, NEW, MEMBERS };
    member_value m[MEMBERS];
    weir_signed_in in;
    weir_error *error = NULL;
    if (!body_read(x, m, MEMBERS)) return;
    weir_status status = weir_sign_in(&in, w->people, x->who.id, m[OLD].text, x->address, now_us(), &error);
    const weir_person_change change = {.password = m[NEW].text};
    if (!status) status = weir_person_set(w->people, x->who.id, &change, x->who.id, now_us(), &error);
    if (!status) status = weir_sign_in(&in, w->people, x->who.id, m[NEW].text, x->address, now_us(), &error);
    if (status) {
        reply_error(x, error);
        return;
    }
    door_forget(x->s);
    put_cookie(x, in.token, COOKIE_SECONDS);
    reply_session(w, x, &in.person);
}

/* Whose list: one's own, or with all=yes everybody's, which only an admin may see. */
static bool whose(const char **out, exchange *x)
{
    const char *all = parameter(x, "all");
    *out = x->who.id;
    if (!all || strcmp(all, "yes") != 0) return true;
    *out = NULL;
    if (x->who.role == WEIR_ADMIN) return true;
    reply_refusal(x, "E_HTTP_ROLE", weir_role_word(x->who.role), "");
    return false;
}

void get_sessions(worker *w, exchange *x)
{
    buf text;
    const char *of;
    weir_error *error = NULL;
    if (!whose(&of, x) || !begin(&text, x)) return;
    weir_status status = weir_sessions_list(w->people, of, x->lang, WEIR_JSON, now_us(), sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void delete_sessions(worker *w, exchange *x)
{
    uint64_t number = 0;
    weir_error *error = NULL;
    if (!part_count(x, &number, 0)) return;
    const char *of = x->who.role == WEIR_ADMIN ? NULL : x->who.id;
    weir_status status = weir_session_end(w->people, number, of, x->who.id, now_us(), &error);
    reply_nothing(x, status, error);
}

/* ---- tokens ---- */
void get_tokens(worker *w, exchange *x)
{
    buf text;
    const char *of;
    weir_error *error = NULL;
    if (!whose(&of, x) || !begin(&text, x)) return;
    weir_status status = weir_tokens_list(w->people, of, x->lang, WEIR_JSON, now_us(), sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

void post_tokens(worker *w, exchange *x)
{
    enum { NAME, READS_ONLY, DAYS, MEMBERS };
    buf text;
    char token[65];
    uint64_t number = 0;
    member_value m[MEMBERS];
    weir_error *error = NULL;
    if (!body_read(x, m, MEMBERS) || !begin(&text, x)) return;
    if (x->who.token) { /* a program may not prolong itself */
        reply_refusal(x, "E_HTTP_ROLE", "token", "");
        return;
    }
    int64_t days = m[DAYS].is_number && m[DAYS].number > 0 && m[DAYS].number <= 366 ? m[DAYS].number : 90;
    const weir_token_new wanted = {.person = x->who.id,
                                   .name = m[NAME].text,
                                   .reads_only = m[READS_ONLY].is_true,
                                   .expires_us = now_us() + days * INT64_C(86400000000)};
    weir_status status = weir_token_add(token, &number, w->people, &wanted, now_us(), &error);
    if (!status) {
        buf_char(&text, '{');
        json_member(&text, "token", token);
        json_count(&text, "number", number);
        buf_text(&text, "}\n");
    }
    reply_done(x, status, &text, error);
}

void delete_tokens(worker *w, exchange *x)
{
    uint64_t number = 0;
    weir_error *error = NULL;
    if (!part_count(x, &number, 0)) return;
    const char *of = x->who.role == WEIR_ADMIN ? NULL : x->who.id;
    weir_status status = weir_token_end(w->people, number, of, x->who.id, now_us(), &error);
    reply_nothing(x, status, error);
}

/* ---- accounts ---- */
void get_people(worker *w, exchange *x)
{
    buf text;
    weir_error *error = NULL;
    if (!begin(&text, x)) return;
    weir_status status = weir_people_list(w->people, x->lang, WEIR_JSON, now_us(), sink_into(&text), &error);
    reply_done(x, status, &text, error);
}

static bool role_read(weir_role *out, exchange *x, const char *word)
{
    *out = word ? weir_role_of(word) : 0;
    if (!word || *out) return true;
    reply_refusal(x, "E_HTTP_MEMBER", "role", word);
    return false;
}

void post_people(worker *w, exchange *x)
{
    enum { ID, NAME, ROLE, SCOPE, PASSWORD, MEMBERS };
    member_value m[MEMBERS];
    weir_role role;
    weir_error *error = NULL;
    if (!body_read(x, m, MEMBERS) || !role_read(&role, x, m[ROLE].text)) return;
    const weir_person_new person = {.id = m[ID].text,
                                    .name = m[NAME].text,
                                    .role = role,
                                    .scope = m[SCOPE].text,
                                    .password = m[PASSWORD].text,
                                    .must_change = true};
    weir_status status = weir_person_add(w->people, &person, x->who.id, now_us(), &error);
    reply_nothing(x, status, error);
}

void patch_people(worker *w, exchange *x)
{
    enum { NAME, ROLE, SCOPE, PASSWORD, OFF, UNLOCK, MEMBERS };
    member_value m[MEMBERS];
    weir_role role;
    weir_error *error = NULL;
    const char *id = part_text(x, 0);
    if (!id || !body_read(x, m, MEMBERS) || !role_read(&role, x, m[ROLE].text)) return;
    const weir_person_change change = {.name = m[NAME].text,
                                       .scope = m[SCOPE].text,
                                       .role = role,
                                       .password = m[PASSWORD].text,
                                       .off = m[OFF].text,
                                       .unlock = m[UNLOCK].text};
    weir_status status = weir_person_set(w->people, id, &change, x->who.id, now_us(), &error);
    reply_nothing(x, status, error);
}

void get_access(worker *w, exchange *x)
{
    buf text;
    uint64_t before = 0, most = 0;
    weir_error *error = NULL;
    const char *format = parameter(x, "format");
    if (!count_parameter(x, &before, "before") || !count_parameter(x, &most, "limit") || !begin(&text, x)) return;
    weir_format how = format && strcmp(format, "csv") == 0 ? WEIR_CSV : WEIR_JSON;
    weir_status status = weir_access_list(w->people, before, most ? most : 200, x->lang, how, sink_into(&text), &error);
    reply_done(x, status, &text, error);
}
