/* accounts: who there is, in which role, with which password. */
#include "people/people_int.h"

#include <stdio.h>
#include <string.h>

static const char *const role_words[] = {"", "viewer", "maker", "checker", "gp", "auditor", "admin"};

weir_role weir_role_of(const char *word)
{
    for (size_t i = WEIR_VIEWER; word && i < COUNT_OF(role_words); i++)
        if (strcmp(word, role_words[i]) == 0) return (weir_role)i;
    return (weir_role)0;
}

const char *weir_role_word(weir_role role)
{
    return (size_t)role < COUNT_OF(role_words) ? role_words[role] : "";
}

/* ---- passwords ---- */
static const char *const common[] = {
#define COMMON(word) word,
#include "people/passwords.def"
};

/* "aaaaaaaaaaaa", "123456789012", "abcdefghijkl": every step from one byte to the next is the same. */
static bool is_pattern(const char *password)
{
    int step = 0;
    for (size_t i = 1; password[i]; i++) {
        int now = (unsigned char)password[i] - (unsigned char)password[i - 1];
        if (i > 1 && now != step) return false;
        step = now;
    }
    return step >= -1 && step <= 1;
}

/* The same few characters over and over: "abcabcabcabc". */
static bool repeats(const char *password)
{
    size_t len = strlen(password);
    for (size_t part = 1; part <= 4 && part * 2 <= len; part++) {
        size_t same = part;
        while (same < len && password[same] == password[same - part]) same++;
        if (same == len) return true;
    }
    return false;
}

bool password_is_common(const char *password)
{
    if (is_pattern(password) || repeats(password)) return true;
    for (size_t i = 0; i < COUNT_OF(common); i++)
        if (str_equal_fold(str_from(password), str_from(common[i]))) return true;
    return false;
}

static size_t characters(str text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len; count++) utf8_next(text, &at);
    return count;
}

err_code password_check(const char *password, const char *id, err *e)
{
    str text = str_from(password);
    size_t at = 0;
    const char *why = NULL;
    if (!utf8_valid(text) || text.len > WEIR_PASSWORD_MAX)
        why = "UTF-8, at most 256 bytes";
    else if (characters(text) < WEIR_PASSWORD_MIN)
        why = "12 characters at least";
    else if (*id && str_find(&at, text, str_from(id)))
        why = "not the id";
    else if (password_is_common(password))
        why = "not a common one, nor a pattern";
    return why ? refuse_word(e, E_PASSWORD_WEAK, "rule", why) : ERR_OK;
}

static err_code hash_password(password_text *out, const char *password, const char *id, err *e)
{
    err_code code = password_check(password, id, e);
    if (code) return code;
    memset(out, 0, sizeof *out);
    if (password_hash(out, str_from(password))) return ERR_OK;
    refuse_word(e, E_LIMIT, "limit", "argon2id");
    err_int(e, "bytes", 19 << 20);
    return E_LIMIT;
}

/* ---- one person ---- */
static void copy_text(char *out, size_t room, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    snprintf(out, room, "%s", text ? text : "");
}

err_code person_find(weir_person *out, weir_people *p, const char *id, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {TEXT_OF(id)};
    memset(out, 0, sizeof *out);
    err_code code = store_row(
        &row, &p->file, "SELECT id, name, role, scope, is_off, must_change FROM person WHERE id = ?", values, 1, e);
    if (code) return code;
    if (!row) return refuse_word(e, E_PERSON_UNKNOWN, "id", id);
    copy_text(out->id, sizeof out->id, row, 0);
    copy_text(out->name, sizeof out->name, row, 1);
    out->role = (weir_role)sqlite3_column_int(row, 2);
    copy_text(out->scope, sizeof out->scope, row, 3);
    out->is_off = sqlite3_column_int(row, 4) != 0;
    out->must_change = sqlite3_column_int(row, 5) != 0;
    store_end(row);
    return ERR_OK;
}

weir_status weir_person_get(weir_person *out, weir_people *p, const char *id, weir_error **error)
{
    err e = {.code = ERR_OK};
    return person_find(out, p, id, &e) ? report_error(error, &e) : WEIR_OK;
}

bool weir_people_any(weir_people *p)
{
    sqlite3_stmt *row = NULL;
    bool any = store_row(&row, &p->file, "SELECT 1 FROM person LIMIT 1", NULL, 0, NULL) == ERR_OK && row != NULL;
    store_end(row);
    return any;
}

/* ---- a new one ---- */
static bool id_is_plain(const char *id)
{
    size_t len = strlen(id);
    for (size_t i = 0; i < len; i++) {
        bool letter = (id[i] >= 'a' && id[i] <= 'z') || (id[i] >= 'A' && id[i] <= 'Z');
        bool other = (id[i] >= '0' && id[i] <= '9') || id[i] == '-' || id[i] == '_' || id[i] == '.';
        if (!letter && !other) return false;
    }
    return len > 0 && len <= WEIR_PERSON_ID_MAX;
}

static err_code check_words(const weir_person_new *n, err *e)
{
    const char *scope = n->scope ? n->scope : "";
    if (!n->id || !id_is_plain(n->id)) return refuse_word(e, E_PERSON_FIELD, "field", "id");
    if (!n->name || !*n->name || strlen(n->name) > WEIR_PERSON_NAME_MAX || !utf8_valid(str_from(n->name)))
        return refuse_word(e, E_PERSON_FIELD, "field", "name");
    if (n->role < WEIR_VIEWER || n->role > WEIR_ADMIN) return refuse_word(e, E_PERSON_FIELD, "field", "role");
    if (strlen(scope) > WEIR_SCOPE_MAX || !utf8_valid(str_from(scope)))
        return refuse_word(e, E_PERSON_FIELD, "field", "scope");
    if ((n->role == WEIR_GP) != (*scope != 0)) return refuse_word(e, E_SCOPE_NEEDED, "role", weir_role_word(n->role));
    return ERR_OK;
}

static err_code insert_person(weir_people *p, const weir_person_new *n, const password_text *password, int64_t now_us,
                              err *e)
{
    weir_person known;
    err_code code = store_begin(&p->file, e);
    if (code) return code;
    if (person_find(&known, p, n->id, NULL) == ERR_OK) code = refuse_word(e, E_PERSON_KNOWN, "id", n->id);
    const bound values[] = {TEXT_OF(n->id),          TEXT_OF(n->name),          NUMBER_OF(n->role), TEXT_OF(n->scope),
                            TEXT_OF(password->text), NUMBER_OF(n->must_change), NUMBER_OF(now_us)};
    if (!code)
        code = store_do(&p->file,
                        "INSERT INTO person (id, name, role, scope, password, must_change, made)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        values, COUNT_OF(values), e);
    return store_finish(&p->file, code, e);
}

weir_status weir_person_add(weir_people *p, const weir_person_new *person, const char *by, int64_t now_us,
                            weir_error **error)
{
    err e = {.code = ERR_OK};
    password_text password;
    err_code code = check_words(person, &e);
    if (!code) code = hash_password(&password, person->password ? person->password : "", person->id, &e);
    if (!code) code = insert_person(p, person, &password, now_us, &e);
    if (code) return report_error(error, &e);
    access_note(p, by, "", "person", person->id, "added", now_us);
    return WEIR_OK;
}

/* ---- changes ---- */
static err_code other_admins(int64_t *count, weir_people *p, const char *id, err *e)
{
    sqlite3_stmt *row = NULL;
    const bound values[] = {NUMBER_OF(WEIR_ADMIN), TEXT_OF(id)};
    err_code code = store_row(&row, &p->file, "SELECT count(*) FROM person WHERE role = ? AND is_off = 0 AND id <> ?",
                              values, 2, e);
    *count = row ? sqlite3_column_int64(row, 0) : 0;
    store_end(row);
    return code;
}

/* Somebody must be left who can let others in. */
static err_code check_last_admin(weir_people *p, const weir_person *was, const weir_person_change *c, err *e)
{
    int64_t others = 0;
    bool leaves = (c->off && strcmp(c->off, "yes") == 0) || (c->role && c->role != WEIR_ADMIN);
    if (was->role != WEIR_ADMIN || was->is_off || !leaves) return ERR_OK;
    err_code code = other_admins(&others, p, was->id, e);
    return code || others > 0 ? code : refuse_word(e, E_LAST_ADMIN, "id", was->id);
}

static err_code end_all(weir_people *p, const char *id, bool tokens_too, err *e)
{
    const bound values[] = {TEXT_OF(id)};
    err_code code = store_do(&p->file, "DELETE FROM session WHERE person = ?", values, 1, e);
    if (!code && tokens_too) code = store_do(&p->file, "DELETE FROM token WHERE person = ?", values, 1, e);
    return code;
}

static err_code put_changes(weir_people *p, const weir_person *was, const weir_person_new *now,
                            const weir_person_change *c, const password_text *password, const char *by, err *e)
{
    bool off = c->off ? strcmp(c->off, "yes") == 0 : was->is_off;
    bool must = password ? strcmp(by, was->id) != 0 : was->must_change;
    const bound values[] = {TEXT_OF(now->name), NUMBER_OF(now->role), TEXT_OF(now->scope),
                            NUMBER_OF(off),     NUMBER_OF(must),      TEXT_OF(was->id)};
    err_code code =
        store_do(&p->file, "UPDATE person SET name = ?, role = ?, scope = ?, is_off = ?, must_change = ? WHERE id = ?",
                 values, 6, e);
    const bound secret[] = {TEXT_OF(password ? password->text : ""), TEXT_OF(was->id)};
    if (!code && password) code = store_do(&p->file, "UPDATE person SET password = ? WHERE id = ?", secret, 2, e);
    if (!code && (password || off)) code = end_all(p, was->id, off, e);
    char who[WEIR_PERSON_ID_MAX + 4];
    snprintf(who, sizeof who, "id:%s", was->id);
    const bound failed[] = {TEXT_OF(who)};
    if (!code && c->unlock && strcmp(c->unlock, "yes") == 0)
        code = store_do(&p->file, "DELETE FROM failure WHERE who = ?", failed, 1, e);
    return code;
}

static bool is_yes_or_no(const char *word)
{
    return !word || strcmp(word, "yes") == 0 || strcmp(word, "no") == 0;
}

static err_code change(weir_people *p, const char *id, const weir_person_change *c, const password_text *password,
                       const char *by, err *e)
{
    weir_person was;
    err_code code = person_find(&was, p, id, e);
    if (code) return code;
    weir_role role = c->role ? c->role : was.role;
    const weir_person_new now = {.id = was.id,
                                 .name = c->name ? c->name : was.name,
                                 .role = role,
                                 .scope = role != WEIR_GP ? ""
                                          : c->scope      ? c->scope
                                                          : was.scope};
    if (!is_yes_or_no(c->off)) return refuse_word(e, E_PERSON_FIELD, "field", "off");
    if (!is_yes_or_no(c->unlock)) return refuse_word(e, E_PERSON_FIELD, "field", "unlock");
    code = check_words(&now, e);
    if (!code) code = check_last_admin(p, &was, c, e);
    return code ? code : put_changes(p, &was, &now, c, password, by, e);
}

weir_status weir_person_set(weir_people *p, const char *id, const weir_person_change *c, const char *by, int64_t now_us,
                            weir_error **error)
{
    err e = {.code = ERR_OK};
    password_text password;
    err_code code = c->password ? hash_password(&password, c->password, id, &e) : ERR_OK;
    if (!code) code = store_begin(&p->file, &e);
    if (code) return report_error(error, &e);
    code = change(p, id, c, c->password ? &password : NULL, by, &e);
    code = store_finish(&p->file, code, &e);
    if (code) return report_error(error, &e);
    access_note(p, by, "", "person", id, c->password ? "password" : "changed", now_us);
    return WEIR_OK;
}

weir_status weir_people_list(weir_people *p, weir_lang lang, weir_format format, int64_t now_us, weir_sink out,
                             weir_error **error)
{
    static const listing_column columns[] = {{"id", "编号", "id"},
                                             {"name", "姓名", "name"},
                                             {"role", "角色", "role"},
                                             {"scope", "范围", "scope"},
                                             {"off", "停用", "off"},
                                             {"locked", "锁定", "locked"},
                                             {"must_change", "须改密码", "must change"},
                                             {"sessions", "会话", "sessions"},
                                             {"last_seen", "最近使用", "last seen"}};
    static const char sql[] =
        "SELECT id, name, CASE role WHEN 1 THEN 'viewer' WHEN 2 THEN 'maker' WHEN 3 THEN 'checker' WHEN 4 THEN 'gp'"
        " WHEN 5 THEN 'auditor' WHEN 6 THEN 'admin' END, scope, iif(is_off, 'yes', ''),"
        " iif(EXISTS (SELECT 1 FROM failure f WHERE f.who = 'id:' || person.id AND f.until > ?), 'yes', ''),"
        " iif(must_change, 'yes', ''), (SELECT count(*) FROM session s WHERE s.person = person.id),"
        " (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(seen) / 1000000, 'unixepoch') FROM session s WHERE s.person ="
        " person.id) FROM person ORDER BY id";
    const bound values[] = {NUMBER_OF(now_us)};
    const people_list asked = {
        .sql = sql, .values = values, .value_count = 1, .columns = columns, .column_count = COUNT_OF(columns)};
    return people_print(p, &asked, lang, format, out, error);
}
