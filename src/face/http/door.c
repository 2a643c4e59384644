/* door: who is it, and may he? Session or token, the Host and Origin headers, the CSRF word, the role, how often.
 *
 * What a token stands for is kept for two seconds, so that a page of twenty requests asks the file once; what this
 * program changes about people is forgotten at once, what another one changes within those two seconds. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>

enum { KEPT_MAX = 1024, KEPT_US = 2000000, PACES_MAX = 1024, BURST_SECONDS = 4 };

typedef struct kept { /* whose token that is */
    char token[65];
    weir_person who;
    int64_t until_us;
} kept;
typedef struct pace { /* what one person may still ask */
    char id[WEIR_PERSON_ID_MAX + 1];
    double left;
    int64_t since_us;
} pace;
struct door {
    kept person[KEPT_MAX];
    pace pace[PACES_MAX];
};

struct door *door_new(arena *a)
{
    return arena_get(a, sizeof(struct door));
}

void door_forget(server *s)
{
    CHECK(pthread_mutex_lock(&s->door_lock) == 0);
    memset(s->door->person, 0, sizeof s->door->person);
    CHECK(pthread_mutex_unlock(&s->door_lock) == 0);
}

static const char *header(const exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name);
}

/* Same time wherever they differ. */
static bool same_secret(const char *one, const char *other)
{
    size_t len = strlen(one);
    unsigned differs = 0;
    if (strlen(other) != len) return false;
    for (size_t i = 0; i < len; i++) differs |= (unsigned char)(one[i] ^ other[i]);
    return differs == 0;
}

/* ---- who ---- */
static bool is_token(const char *word)
{
    size_t len = word ? strlen(word) : 0;
    return len > 0 && len < sizeof(((exchange *)0)->token);
}

/* A cookie never stands for a token of a program, nor the other way: bearer first, so that it is told apart. */
static void find_token(exchange *x)
{
    const char *bearer = header(x, "Authorization");
    const char *cookie = MHD_lookup_connection_value(x->connection, MHD_COOKIE_KIND, "weir_session");
    x->token[0] = 0;
    if (bearer && strncmp(bearer, "Bearer ", 7) == 0) cookie = bearer + 7;
    if (is_token(cookie)) snprintf(x->token, sizeof x->token, "%s", cookie);
}

static void look_up(exchange *x, kept *place, int64_t now)
{
    weir_person who;
    if (weir_session_find(&who, x->s->door_people, x->token, now, NULL) != WEIR_OK) return;
    snprintf(place->token, sizeof place->token, "%s", x->token);
    place->who = who;
    place->until_us = now + KEPT_US;
    x->who = who;
}

void door_identify(exchange *x)
{
    memset(&x->who, 0, sizeof x->who);
    find_token(x);
    if (!x->token[0]) return;
    server *s = x->s;
    int64_t now = now_us();
    CHECK(pthread_mutex_lock(&s->door_lock) == 0);
    kept *place = &s->door->person[str_hash(str_from(x->token)) % KEPT_MAX];
    bool is_kept = place->until_us > now && place->token[0] && same_secret(place->token, x->token);
    if (is_kept)
        x->who = place->who;
    else
        look_up(x, place, now);
    CHECK(pthread_mutex_unlock(&s->door_lock) == 0);
}

/* ---- where from ---- */
static str host_name(const char *host)
{
    str all = str_from(host);
    size_t end = all.len;
    bool is_v6 = str_starts(all, STR("["));
    for (size_t i = 0; i < all.len; i++)
        if (is_v6 ? all.ptr[i] == ']' : all.ptr[i] == ':') {
            end = i + is_v6;
            break;
        }
    return str_slice(all, 0, end);
}

/* A page of somebody else's whose name was made to point here (DNS rebinding) carries its own name. */
static bool host_is_ours(const exchange *x)
{
    const char *host = header(x, "Host");
    if (!host) return false;
    str name = host_name(host), list = str_from(x->s->hosts);
    for (size_t at = 0; at < list.len;) {
        size_t to = at;
        while (to < list.len && list.ptr[to] != ',') to++;
        if (str_equal_fold(str_slice(list, at, to), name)) return true;
        at = to + 1;
    }
    return false;
}

static bool origin_is_ours(const exchange *x)
{
    const char *origin = header(x, "Origin"), *host = header(x, "Host");
    if (!origin) return true; /* no browser, or one that saw no need: the CSRF word decides */
    const char *slashes = strstr(origin, "://");
    return host && slashes && strcmp(slashes + 3, host) == 0;
}

static bool csrf_holds(const exchange *x)
{
    const char *said = header(x, "X-Weir-CSRF");
    return said && x->who.csrf[0] && same_secret(x->who.csrf, said);
}

/* ---- may he ---- */
static bool refuse(exchange *x, const char *code, const char *word)
{
    reply_refusal(x, code, word, "");
    return false;
}

static bool is_about_session(const route *r)
{
    return strncmp(r->path, "/api/session", sizeof "/api/session" - 1) == 0 &&
           strncmp(r->path, "/api/sessions", 13) != 0;
}

static bool write_is_meant(exchange *x)
{
    if (strcmp(x->route->method, "GET") == 0) return true;
    if (!origin_is_ours(x)) return refuse(x, "E_HTTP_CSRF", "Origin");
    if (x->who.token && x->who.reads_only && !(x->route->how & HOW_UNCHANGED))
        return refuse(x, "E_HTTP_ROLE", "reads_only");
    if (x->who.session && !csrf_holds(x)) return refuse(x, "E_HTTP_CSRF", "X-Weir-CSRF");
    return true;
}

bool door_open(exchange *x)
{
    if (!host_is_ours(x)) return refuse(x, "E_HTTP_HOST", "Host");
    if (x->route->who == BY_ALL) return write_is_meant(x);
    if (x->who.role == 0) return refuse(x, "E_SESSION", "");
    if (x->who.must_change && !is_about_session(x->route)) return refuse(x, "E_HTTP_PASSWORD", "");
    if (!(x->route->who & 1u << x->who.role)) return refuse(x, "E_HTTP_ROLE", weir_role_word(x->who.role));
    return write_is_meant(x);
}

/* ---- how often: so many a second, four seconds' worth at once ---- */
static bool take_one(pace *p, const char *id, double a_second, int64_t now)
{
    if (strcmp(p->id, id) != 0) {
        snprintf(p->id, sizeof p->id, "%s", id);
        p->left = a_second * BURST_SECONDS;
        p->since_us = now;
    }
    p->left += (double)(now - p->since_us) / 1e6 * a_second;
    if (p->left > a_second * BURST_SECONDS) p->left = a_second * BURST_SECONDS;
    p->since_us = now;
    if (p->left < 1) return false;
    p->left -= 1;
    return true;
}

bool door_pace(exchange *x)
{
    server *s = x->s;
    const char *id = x->who.role ? x->who.id : x->address;
    CHECK(pthread_mutex_lock(&s->door_lock) == 0);
    pace *p = &s->door->pace[str_hash(str_from(id)) % PACES_MAX];
    bool may = take_one(p, id, s->options->requests_a_second ? s->options->requests_a_second : 100, now_us());
    CHECK(pthread_mutex_unlock(&s->door_lock) == 0);
    if (may) return true;
    x->wait_s = 1;
    return refuse(x, "E_HTTP_BUSY", "");
}
