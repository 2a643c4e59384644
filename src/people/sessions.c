/* sessions: signing in, who a token stands for, lock-out.
 *
 * A try is counted as failed before its password is looked at and taken back when it was right: however many try at
 * once, no more passwords are looked at than the limit says. An unknown id costs the same time: its password is held
 * against a text that no password fits. Only hashes of tokens are kept, so whoever reads the file can be nobody. */
#include "people/people_int.h"

#include <stdio.h>
#include <string.h>

enum { TRIES_OF_ID = 5, TRIES_OF_ADDRESS = 20, TOKEN_BYTES = 32 };
static const int64_t SECOND = 1000000, WAIT_FIRST = 60, WAIT_MOST = 3600;
static const int64_t IDLE_US = INT64_C(8) * 3600 * 1000000, WHOLE_US = INT64_C(7) * 86400 * 1000000;
static const int64_t SEEN_EVERY_US = INT64_C(60) * 1000000;

/* ---- tokens as text ---- */
static void hash_of(hash *out, const char *purpose, const char *token)
{
    hasher h;
    hasher_init(&h);
    hasher_put(&h, purpose, strlen(purpose) + 1);
    hasher_put(&h, token, strlen(token));
    hasher_end(out, &h);
}

void token_hash(hash *out, const char *token)
{
    hash_of(out, "weir token", token);
}

/* A function of the token, which the page may read while the token it may not. */
static void csrf_of(char out[65], const char *token)
{
    hash h;
    hash_of(&h, "weir csrf", token);
    hash_print(out, &h);
}

err_code token_draw(char out[65], err *e)
{
    uint8_t bytes[TOKEN_BYTES];
    err_code code = random_bytes(bytes, sizeof bytes, e);
    if (!code) base64url_print(out, 65, bytes, sizeof bytes);
    secret_wipe(bytes, sizeof bytes);
    return code;
}

/* ---- lock-out ---- */
typedef struct tries {
    char who[160];
    int64_t most;
} tries;

static err_code until_of(int64_t *until, weir_people *p, const tries *t, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {TEXT_OF(t->who)};
    err_code code = store_row(&row, &p->file, "SELECT until FROM failure WHERE who = ?", values, 1, e);
    *until = row ? sqlite3_column_int64(row, 0) : 0;
    store_end(row);
    return code;
}

static err_code refuse_wait(int64_t until, int64_t now_us, err *e)
{
    err_set(e, E_SIGN_IN_WAIT);
    err_int(e, "seconds", (until - now_us) / SECOND + 1);
    return E_SIGN_IN_WAIT;
}

/* The wait doubles with each failure from the limit on; a count is forgotten an hour after its last wait. */
static err_code count_try(weir_people *p, const tries *t, int64_t now_us, err *e)
{
    const bound old[] = {TEXT_OF(t->who), NUMBER_OF(now_us - WAIT_MOST * SECOND)};
    err_code code = store_do(&p->file, "DELETE FROM failure WHERE who = ? AND until > 0 AND until < ?", old, 2, e);
    const bound values[] = {TEXT_OF(t->who), NUMBER_OF(t->most), NUMBER_OF(now_us), NUMBER_OF(WAIT_MOST),
                            NUMBER_OF(WAIT_FIRST)};
    return code
               ? code
               : store_do(&p->file,
                          "INSERT INTO failure (who, count, until) VALUES (?1, 1, 0) ON CONFLICT (who) DO UPDATE SET"
                          " count = count + 1, until = iif(count + 1 < ?2, 0, ?3 + 1000000 * min(?4, ?5 * (1 << min(10,"
                          " count + 1 - ?2))))",
                          values, COUNT_OF(values), e);
}

static err_code take_back(weir_people *p, const tries *of_id, const tries *of_address, err *e)
{
    const bound id[] = {TEXT_OF(of_id->who)}, address[] = {TEXT_OF(of_address->who), NUMBER_OF(of_address->most)};
    err_code code = store_do(&p->file, "DELETE FROM failure WHERE who = ?", id, 1, e);
    return code ? code
                : store_do(&p->file,
                           "UPDATE failure SET count = max(0, count - 1), until = iif(count <= ?2, 0, until)"
                           " WHERE who = ?1",
                           address, 2, e);
}

/* May this try go on? Then it stands as failed. */
static err_code admit(weir_people *p, const tries *of_id, const tries *of_address, int64_t now_us, err *e)
{
    int64_t first = 0, second = 0;
    err_code code = store_begin(&p->file, e);
    if (code) return code;
    code = until_of(&first, p, of_id, e);
    if (!code) code = until_of(&second, p, of_address, e);
    int64_t until = first > second ? first : second;
    if (!code && until > now_us) code = refuse_wait(until, now_us, e);
    if (!code) code = count_try(p, of_id, now_us, e);
    if (!code) code = count_try(p, of_address, now_us, e);
    return store_finish(&p->file, code, e);
}

/* ---- signing in ---- */
/* Of no password: argon2id over bytes that nobody has. */
static const password_text nobodys = {"$argon2id$v=19$m=19456,t=2,p=1$U29tZVNhbHRTb21lU2FsdA$"
                                      "8t5pVqN4xq8iXo9oVQyqk2dX0n1yG0m6m1H0y0m7bBk"};

static err_code stored_password(password_text *out, bool *known, weir_people *p, const char *id, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {TEXT_OF(id)};
    *out = nobodys;
    err_code code = store_row(&row, &p->file, "SELECT password FROM person WHERE id = ? AND is_off = 0", values, 1, e);
    *known = row != NULL;
    if (row) {
        memset(out, 0, sizeof *out);
        snprintf(out->text, sizeof out->text, "%s", (const char *)sqlite3_column_text(row, 0));
    }
    store_end(row);
    return code;
}

static err_code password_fits(weir_people *p, const char *id, const char *password, err *e)
{
    bool known = false;
    password_text stored;
    err_code code = stored_password(&stored, &known, p, id, e);
    if (code) return code;
    bool holds = password_holds(&stored, str_from(password)); /* also of nobody: the same time */
    if (holds && known && password_is_old(&stored) && password_hash(&stored, str_from(password))) {
        const bound values[] = {TEXT_OF(stored.text), TEXT_OF(id)};
        code = store_do(&p->file, "UPDATE person SET password = ? WHERE id = ?", values, 2, e);
    }
    secret_wipe(&stored, sizeof stored);
    if (code) return code;
    return holds && known ? ERR_OK : err_set(e, E_SIGN_IN);
}

static err_code begin_session(weir_signed_in *out, weir_people *p, const char *id, const char *address, int64_t now_us,
                              err *e)
{
    hash h;
    err_code code = person_find(&out->person, p, id, e);
    if (!code) code = token_draw(out->token, e);
    if (code) return code;
    token_hash(&h, out->token);
    const bound old[] = {NUMBER_OF(now_us - IDLE_US), NUMBER_OF(now_us - WHOLE_US)};
    code = store_do(&p->file, "DELETE FROM session WHERE seen < ? OR began < ?", old, 2, e);
    const bound values[] = {HASH_OF(&h), TEXT_OF(id), TEXT_OF(address), NUMBER_OF(now_us), NUMBER_OF(now_us)};
    if (!code)
        code = store_do(&p->file, "INSERT INTO session (hash, person, address, began, seen) VALUES (?, ?, ?, ?, ?)",
                        values, COUNT_OF(values), e);
    if (code) return code;
    out->person.session = (uint64_t)sqlite3_last_insert_rowid(p->file.db);
    out->person.expires_us = now_us + IDLE_US;
    csrf_of(out->person.csrf, out->token);
    return ERR_OK;
}

static err_code sign_in(weir_signed_in *out, weir_people *p, const char *id, const char *password, const char *address,
                        int64_t now_us, err *e)
{
    tries of_id = {.most = TRIES_OF_ID}, of_address = {.most = TRIES_OF_ADDRESS};
    snprintf(of_id.who, sizeof of_id.who, "id:%s", id);
    snprintf(of_address.who, sizeof of_address.who, "at:%s", address);
    err_code code = admit(p, &of_id, &of_address, now_us, e);
    if (!code) code = password_fits(p, id, password, e);
    if (!code) code = store_begin(&p->file, e);
    if (code) return code;
    code = take_back(p, &of_id, &of_address, e);
    if (!code) code = begin_session(out, p, id, address, now_us, e);
    return store_finish(&p->file, code, e);
}

weir_status weir_sign_in(weir_signed_in *out, weir_people *p, const char *id, const char *password, const char *address,
                         int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    memset(out, 0, sizeof *out);
    str name = str_from(id ? id : "");
    bool sane = utf8_valid(name) && name.len <= WEIR_PERSON_ID_MAX && password && strlen(password) <= WEIR_PASSWORD_MAX;
    err_code code = sane ? sign_in(out, p, id, password, address ? address : "", now_us, &e) : err_set(&e, E_SIGN_IN);
    access_note(p, sane ? id : "?", address, "sign-in", "", code ? err_name(code) : "ok", now_us);
    return code ? report_error(error, &e) : WEIR_OK;
}

/* ---- who is it ---- */
static void copy_text(char *out, size_t room, sqlite3_stmt *row, int column)
{
    snprintf(out, room, "%s", (const char *)sqlite3_column_text(row, column));
}

static void copy_person(weir_person *out, sqlite3_stmt *row)
{
    memset(out, 0, sizeof *out);
    copy_text(out->id, sizeof out->id, row, 0);
    copy_text(out->name, sizeof out->name, row, 1);
    out->role = (weir_role)sqlite3_column_int(row, 2);
    copy_text(out->scope, sizeof out->scope, row, 3);
    out->must_change = sqlite3_column_int(row, 4) != 0;
}

static void note_seen(weir_people *p, const char *sql, uint64_t number, int64_t seen, int64_t now_us)
{
    const bound values[] = {NUMBER_OF(now_us), NUMBER_OF((int64_t)number)};
    if (now_us - seen < SEEN_EVERY_US) return;
    err_code code = store_do(&p->file, sql, values, 2, NULL); /* a reader goes on when it could not be noted */
    (void)code;
}

static bool find_as_session(weir_person *out, weir_people *p, const hash *h, const char *token, int64_t now_us)
{
    const bound values[] = {HASH_OF(h)};
    int64_t began = 0, seen = 0;
    sqlite3_reset(p->find_session);
    bool found =
        store_bind(p->find_session, &p->file, values, 1, NULL) == ERR_OK && sqlite3_step(p->find_session) == SQLITE_ROW;
    if (found) {
        copy_person(out, p->find_session);
        out->session = (uint64_t)sqlite3_column_int64(p->find_session, 5);
        began = sqlite3_column_int64(p->find_session, 6);
        seen = sqlite3_column_int64(p->find_session, 7);
        csrf_of(out->csrf, token);
    }
    sqlite3_reset(p->find_session);
    if (!found || now_us - seen > IDLE_US || now_us - began > WHOLE_US) return false;
    out->expires_us = now_us + IDLE_US < began + WHOLE_US ? now_us + IDLE_US : began + WHOLE_US;
    note_seen(p, "UPDATE session SET seen = ? WHERE no = ?", out->session, seen, now_us);
    return true;
}

static bool find_as_token(weir_person *out, weir_people *p, const hash *h, int64_t now_us)
{
    const bound values[] = {HASH_OF(h)};
    int64_t seen = 0;
    sqlite3_reset(p->find_token);
    bool found =
        store_bind(p->find_token, &p->file, values, 1, NULL) == ERR_OK && sqlite3_step(p->find_token) == SQLITE_ROW;
    if (found) {
        copy_person(out, p->find_token);
        out->token = (uint64_t)sqlite3_column_int64(p->find_token, 5);
        out->expires_us = sqlite3_column_int64(p->find_token, 6);
        seen = sqlite3_column_int64(p->find_token, 7);
        out->reads_only = sqlite3_column_int(p->find_token, 8) != 0;
    }
    sqlite3_reset(p->find_token);
    if (!found || out->expires_us <= now_us) return false;
    note_seen(p, "UPDATE token SET seen = ? WHERE no = ?", out->token, seen, now_us);
    return true;
}

weir_status weir_session_find(weir_person *out, weir_people *p, const char *token, int64_t now_us, weir_error **error)
{
    hash h;
    err e = {.code = ERR_OK};
    token_hash(&h, token);
    if (find_as_session(out, p, &h, token, now_us) || find_as_token(out, p, &h, now_us)) return WEIR_OK;
    memset(out, 0, sizeof *out);
    err_set(&e, E_SESSION);
    return report_error(error, &e);
}

/* ---- ends ---- */
weir_status weir_sign_out(weir_people *p, const char *token, int64_t now_us, weir_error **error)
{
    hash h;
    weir_person who;
    err e = {.code = ERR_OK};
    token_hash(&h, token);
    if (!find_as_session(&who, p, &h, token, now_us)) memset(&who, 0, sizeof who);
    const bound values[] = {HASH_OF(&h)};
    err_code code = store_do(&p->file, "DELETE FROM session WHERE hash = ?", values, 1, &e);
    access_note(p, who.id, "", "sign-out", "", code ? err_name(code) : "ok", now_us);
    return code ? report_error(error, &e) : WEIR_OK;
}

static err_code end_one(weir_people *p, const char *sql, uint64_t number, const char *of, err *e)
{
    const bound values[] = {NUMBER_OF((int64_t)number), TEXT_OF(of), NUMBER_OF(of == NULL)};
    err_code code = store_do(&p->file, sql, values, 3, e);
    if (!code && sqlite3_changes(p->file.db) == 0) code = err_set(e, E_SESSION);
    return code;
}

weir_status weir_session_end(weir_people *p, uint64_t session, const char *of, const char *by, int64_t now_us,
                             weir_error **error)
{
    err e = {.code = ERR_OK};
    char target[32];
    err_code code = end_one(p, "DELETE FROM session WHERE no = ?1 AND (person = ?2 OR ?3)", session, of, &e);
    snprintf(target, sizeof target, "session %llu", (unsigned long long)session);
    access_note(p, by, "", "session", target, code ? err_name(code) : "ended", now_us);
    return code ? report_error(error, &e) : WEIR_OK;
}

weir_status weir_token_end(weir_people *p, uint64_t number, const char *of, const char *by, int64_t now_us,
                           weir_error **error)
{
    err e = {.code = ERR_OK};
    char target[32];
    err_code code = end_one(p, "DELETE FROM token WHERE no = ?1 AND (person = ?2 OR ?3)", number, of, &e);
    snprintf(target, sizeof target, "token %llu", (unsigned long long)number);
    access_note(p, by, "", "token", target, code ? err_name(code) : "ended", now_us);
    return code ? report_error(error, &e) : WEIR_OK;
}

weir_status weir_sessions_list(weir_people *p, const char *id, weir_lang lang, weir_format format, int64_t now_us,
                               weir_sink out, weir_error **error)
{
    static const listing_column columns[] = {{"session", "会话", "session"},
                                             {"person", "人员", "person"},
                                             {"address", "地址", "address"},
                                             {"began", "开始", "began"},
                                             {"seen", "最近使用", "seen"}};
    static const char sql[] =
        "SELECT no, person, address, strftime('%Y-%m-%dT%H:%M:%SZ', began / 1000000, 'unixepoch'),"
        " strftime('%Y-%m-%dT%H:%M:%SZ', seen / 1000000, 'unixepoch') FROM session"
        " WHERE (person = ?1 OR ?2) AND seen >= ?3 AND began >= ?4 ORDER BY no DESC";
    const bound values[] = {TEXT_OF(id), NUMBER_OF(id == NULL), NUMBER_OF(now_us - IDLE_US),
                            NUMBER_OF(now_us - WHOLE_US)};
    const people_list asked = {.sql = sql,
                               .values = values,
                               .value_count = COUNT_OF(values),
                               .columns = columns,
                               .column_count = COUNT_OF(columns)};
    return people_print(p, &asked, lang, format, out, error);
}

/* ---- tokens for programs ---- */
static err_code insert_token(char token[65], uint64_t *number, weir_people *p, const weir_token_new *n, int64_t now_us,
                             err *e)
{
    hash h;
    weir_person who;
    err_code code = person_find(&who, p, n->person, e);
    if (!code) code = token_draw(token, e);
    if (code) return code;
    token_hash(&h, token);
    const bound values[] = {HASH_OF(&h),       TEXT_OF(n->person), TEXT_OF(n->name),        NUMBER_OF(n->reads_only),
                            NUMBER_OF(now_us), NUMBER_OF(now_us),  NUMBER_OF(n->expires_us)};
    code = store_do(&p->file,
                    "INSERT INTO token (hash, person, name, reads_only, made, seen, ends) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    values, COUNT_OF(values), e);
    *number = (uint64_t)sqlite3_last_insert_rowid(p->file.db);
    return code;
}

weir_status weir_token_add(char token[65], uint64_t *number, weir_people *p, const weir_token_new *wanted,
                           int64_t now_us, weir_error **error)
{
    static const int64_t YEAR_US = INT64_C(366) * 86400 * 1000000;
    err e = {.code = ERR_OK};
    char target[32];
    bool named = wanted->name && *wanted->name && strlen(wanted->name) <= WEIR_PERSON_NAME_MAX;
    bool timely = wanted->expires_us > now_us && wanted->expires_us <= now_us + YEAR_US;
    err_code code = !named    ? refuse_word(&e, E_PERSON_FIELD, "field", "name")
                    : !timely ? refuse_word(&e, E_PERSON_FIELD, "field", "ends")
                              : insert_token(token, number, p, wanted, now_us, &e);
    if (code) return report_error(error, &e);
    snprintf(target, sizeof target, "token %llu", (unsigned long long)*number);
    access_note(p, wanted->person, "", "token", target, "added", now_us);
    return WEIR_OK;
}

weir_status weir_tokens_list(weir_people *p, const char *id, weir_lang lang, weir_format format, int64_t now_us,
                             weir_sink out, weir_error **error)
{
    static const listing_column columns[] = {{"token", "令牌", "token"}, {"person", "人员", "person"},
                                             {"name", "名称", "name"},   {"reads_only", "只读", "reads only"},
                                             {"made", "建立", "made"},   {"seen", "最近使用", "seen"},
                                             {"ends", "到期", "ends"}};
    static const char sql[] = "SELECT no, person, name, iif(reads_only, 'yes', ''), strftime('%Y-%m-%dT%H:%M:%SZ', "
                              "made / 1000000, 'unixepoch'),"
                              " strftime('%Y-%m-%dT%H:%M:%SZ', seen / 1000000, 'unixepoch'),"
                              " strftime('%Y-%m-%dT%H:%M:%SZ', ends / 1000000, 'unixepoch') FROM token"
                              " WHERE (person = ?1 OR ?2) AND ends > ?3 ORDER BY no DESC";
    const bound values[] = {TEXT_OF(id), NUMBER_OF(id == NULL), NUMBER_OF(now_us)};
    const people_list asked = {.sql = sql,
                               .values = values,
                               .value_count = COUNT_OF(values),
                               .columns = columns,
                               .column_count = COUNT_OF(columns)};
    return people_print(p, &asked, lang, format, out, error);
}
