/* ask: what a request says beside its body. Parameters are those of the route and no others, valid UTF-8 without NUL, of
 * bounded length, given once; what they mean is left to the library, which refuses what it cannot read. */
#include "face/http/http_int.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t now_us(void)
{
    struct timespec now = {.tv_sec = 0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void today_read(char out[16])
{
    time_t now = time(NULL);
    struct tm local = {.tm_year = 70};
    localtime_r(&now, &local);
    if (strftime(out, 16, "%Y-%m-%d", &local) == 0) out[0] = 0;
}

/* ---- parameters ---- */
const char *parameter(const exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->connection, MHD_GET_ARGUMENT_KIND, name);
}

typedef struct gathering {
    const char *name, **out;
    size_t count, most;
} gathering;

static enum MHD_Result gather(void *self, enum MHD_ValueKind kind, const char *name, const char *value)
{
    gathering *g = self;
    (void)kind;
    if (strcmp(name, g->name) == 0 && value && g->count < g->most) g->out[g->count++] = value;
    return MHD_YES;
}

size_t parameters(const exchange *x, const char *name, const char **out, size_t most)
{
    gathering g = {.name = name, .out = out, .most = most};
    MHD_get_connection_values(x->connection, MHD_GET_ARGUMENT_KIND, gather, &g);
    return g.count;
}

static bool count_read(uint64_t *out, str text)
{
    *out = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || *out > (UINT64_MAX - 9) / 10) return false;
        *out = *out * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return text.len > 0;
}

bool count_parameter(exchange *x, uint64_t *out, const char *name)
{
    const char *text = parameter(x, name);
    *out = 0;
    if (!text || count_read(out, str_from(text))) return true;
    reply_refusal(x, "E_HTTP_PARAMETER", name, text);
    return false;
}

bool part_count(exchange *x, uint64_t *out, size_t part)
{
    CHECK(part < PARTS_MAX);
    if (count_read(out, x->part[part])) return true;
    const char *text = part_text(x, part);
    reply_refusal(x, "E_HTTP_PARAMETER", "path", text ? text : "");
    return false;
}

const char *part_text(exchange *x, size_t part)
{
    CHECK(part < PARTS_MAX);
    arena *a = exchange_memory(x);
    return a ? arena_str(a, x->part[part]).ptr : NULL;
}

/* ---- the check before any work ---- */
typedef struct checking {
    exchange *x;
    size_t count, key_len;
    char wrong[64], value[64]; /* what is refused; empty = nothing */
    str seen[PARAMETERS_MAX];
    bool without_key;
} checking;

static void add_key(checking *c, str text)
{
    exchange *x = c->x;
    if (c->key_len + text.len + 2 > sizeof x->key) {
        c->without_key = true;
        return;
    }
    memcpy(x->key + c->key_len, text.ptr, text.len);
    c->key_len += text.len;
    x->key[c->key_len++] = '\n'; /* in no parameter's name; values are told apart by their places */
    x->key[c->key_len] = 0;
}

static bool is_given(const checking *c, str name)
{
    for (size_t i = 0; i < c->count; i++)
        if (str_equal(c->seen[i], name)) return true;
    return false;
}

static bool is_sound(str value)
{
    return value.len <= PARAMETER_BYTES_MAX && utf8_valid(value);
}

static enum MHD_Result check_one(void *self, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                 const char *value, size_t value_len)
{
    checking *c = self;
    (void)kind;
    str word = {name, name_len}, text = {value ? value : "", value ? value_len : 0};
    bool repeats = false;
    bool good = c->count < PARAMETERS_MAX && is_sound(word) && is_sound(text) &&
                route_takes(&repeats, c->x->route, word) && (repeats || !is_given(c, word));
    if (!good) {
        snprintf(c->wrong, sizeof c->wrong, "%.*s", utf8_valid(word) && word.len < 60 ? (int)word.len : 0, name);
        if (!c->wrong[0]) snprintf(c->wrong, sizeof c->wrong, "?");
        return MHD_NO;
    }
    c->seen[c->count++] = word;
    add_key(c, word);
    add_key(c, text);
    return MHD_YES;
}

/* The answer is the same for whoever may see the same of the same book: path, parameters, scope, language, day. */
static void begin_key(checking *c)
{
    char today[16];
    today_read(today);
    add_key(c, str_from(c->x->path));
    add_key(c, str_from(c->x->who.scope));
    add_key(c, c->x->who.role == WEIR_GP ? STR("gp") : STR(""));
    add_key(c, str_from(today));
}

bool request_check(exchange *x)
{
    checking c = {.x = x};
    x->key[0] = 0;
    begin_key(&c);
    MHD_get_connection_values_n(x->connection, MHD_GET_ARGUMENT_KIND, check_one, &c);
    if (c.wrong[0]) {
        reply_refusal(x, "E_HTTP_PARAMETER", c.wrong, "");
        return false;
    }
    if (!(x->route->how & HOW_CACHED) || c.without_key) x->key[0] = 0;
    const char *lang = route_takes(&(bool){false}, x->route, STR("lang")) ? parameter(x, "lang") : NULL;
    x->lang = lang && strcmp(lang, "en") == 0 ? WEIR_EN : WEIR_ZH;
    return true;
}

/* ---- a basis ---- */
static bool narrowing_read(show_request *out, exchange *x)
{
    const char *format = parameter(x, "format");
    out->o.where_count = parameters(x, "where", out->where, PARAMETERS_MAX);
    out->o.where = out->where;
    out->o.sort = parameter(x, "sort");
    out->o.columns = parameter(x, "columns");
    out->o.format = WEIR_JSON;
    if (format && strcmp(format, "csv") == 0)
        out->o.format = WEIR_CSV;
    else if (format && strcmp(format, "json") != 0) {
        reply_refusal(x, "E_HTTP_PARAMETER", "format", format);
        return false;
    }
    return count_parameter(x, &out->o.limit, "limit") && count_parameter(x, &out->o.offset, "offset");
}

bool show_request_read(show_request *out, exchange *x)
{
    memset(out, 0, sizeof *out);
    today_read(out->today);
    out->o.today = out->today;
    out->o.lang = x->lang;
    out->o.format = WEIR_JSON;
    out->o.as_of = parameter(x, "as_of");
    out->o.known_at = parameter(x, "known_at");
    out->o.published_by = parameter(x, "published_by");
    out->o.record = parameter(x, "record");
    out->o.as_reported = parameter(x, "as_reported");
    out->o.unit = parameter(x, "unit");
    out->o.scope = x->who.role == WEIR_GP ? x->who.scope : NULL;
    return !(x->route->how & HOW_NARROWED) || narrowing_read(out, x);
}
