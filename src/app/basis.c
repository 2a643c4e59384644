/* basis: what a reader asked for, and how every report says it.
 *
 * A basis is a prefix of the journal, a day, and perhaps a limit on when sources were public. The head that a report
 * carries is that of its prefix, so that `verify --expect` can hold the book against it later. */
#include "app/app_int.h"

#include <stdio.h>

err_code refuse_option(err *e, const char *word, const char *value, const char *allowed)
{
    err_set(e, E_OPTION_VALUE);
    err_at_field(e, word, str_from(value));
    err_text(e, "word", str_from(word));
    err_text(e, "value", str_from(value));
    err_text(e, "allowed", str_from(allowed));
    return E_OPTION_VALUE;
}

static err_code read_date(date *out, const char *name, const char *text, bool exact, err *e)
{
    err_code code = date_parse(out, str_from(text), NULL);
    if (code) return refuse_option(e, name, text, exact ? "2026-11-23" : "2026-11-23, 2026-11, 2026");
    if (out->precision == PRECISION_UNKNOWN || (exact && out->precision != PRECISION_DAY))
        return refuse_option(e, name, text, exact ? "2026-11-23" : "2026-11-23, 2026-11, 2026");
    return ERR_OK;
}

/* Without a day at all the book is read as of its last entry: the library has no clock for readers. */
static err_code read_as_of(day *out, const weir_book *b, const weir_show_options *o, err *e)
{
    const char *text = o->as_of ? o->as_of : o->today;
    date found = {DAY_NONE, PRECISION_UNKNOWN};
    if (!text) {
        *out = (day)(b->fold.last_us / INT64_C(86400000000));
        return ERR_OK;
    }
    err_code code = read_date(&found, "--as-of", text, true, e);
    *out = found.first;
    return code;
}

static err_code read_prefix(asked *q, const weir_book *b, const weir_show_options *o, err *e)
{
    q->at.prefix = b->fold.head.seq;
    q->head = b->fold.head;
    if (!o->known_at) return ERR_OK;
    if (instant_parse(&q->known_at_us, str_from(o->known_at), NULL))
        return refuse_option(e, "--known-at", o->known_at, "2026-11-23T09:30:00+08:00");
    q->has_known_at = true;
    q->at.prefix = book_prefix_at(b->fold.facts, q->known_at_us);
    q->head = (head){.seq = q->at.prefix};
    return q->at.prefix ? journal_hash_at(&q->head.hash, b->log, q->at.prefix, e) : ERR_OK;
}

/* ---- as reported: the prefix that a close names ---- */

/* The close through that day; 0 when there is none. Closes rise, so the walk back ends at an earlier one. */
static seq_no find_close(event *out, const weir_book *b, day through)
{
    for (seq_no seq = b->fold.head.seq; seq > 0; seq--) {
        if (book_kind(b->fold.facts, seq) != KIND_PERIOD_CLOSED) continue;
        book_entry(out, b->fold.facts, seq);
        if (out->effective.first <= through) return out->effective.first == through ? seq : 0;
    }
    return 0;
}

/* The days of the closes, the latest first, as many as a message can carry. */
static void put_closes(buf *out, const weir_book *b)
{
    event ev;
    for (seq_no seq = b->fold.head.seq; seq > 0; seq--) {
        if (book_kind(b->fold.facts, seq) != KIND_PERIOD_CLOSED) continue;
        book_entry(&ev, b->fold.facts, seq);
        if (out->len > 0) buf_text(out, ", ");
        day_print(out, ev.effective.first);
        if (out->len > sizeof((err_arg *)0)->text - 40) {
            buf_text(out, ", …");
            return;
        }
    }
}

static err_code refuse_close(const weir_book *b, day through, err *e)
{
    arena *a = request_arena(e);
    if (!a) return E_LIMIT;
    buf closes;
    buf_init(&closes, a, TEXT_BYTES_MAX);
    put_closes(&closes, b);
    err_set(e, E_CLOSE_UNKNOWN);
    err_day(e, "day", through);
    err_text(e, "what", closes.len > 0 ? buf_view(&closes) : STR("no day; nothing is closed"));
    arena_free(a);
    return E_CLOSE_UNKNOWN;
}

static err_code refuse_both(err *e)
{
    err_set(e, E_USAGE);
    err_text(e, "what", STR("--as-reported, --known-at"));
    err_text(e, "command", STR("show"));
    return E_USAGE;
}

/* A close of an exported journal brings its number along: it must be one that a close at that place could have. */
static err_code read_closed_prefix(asked *q, const weir_book *b, day through, err *e)
{
    event close = {.seq = 0};
    seq_no seq = find_close(&close, b, through);
    if (!seq) return refuse_close(b, through, e);
    if (!close.has_quantity || close.quantity < FIRST_SEQ || close.quantity >= seq) {
        err_set(e, E_EVENT_BYTES);
        err_int(e, "seq", seq);
        err_text(e, "field", STR("head_seq"));
        return E_EVENT_BYTES;
    }
    q->closed_through = through;
    q->at.prefix = (seq_no)close.quantity;
    q->head = (head){.seq = q->at.prefix};
    return journal_hash_at(&q->head.hash, b->log, q->at.prefix, e);
}

/* A report says nothing of days that it did not cover. */
static err_code read_reported_day(asked *q, const weir_show_options *o, err *e)
{
    char allowed[64];
    if (!o->as_of) q->at.as_of = q->closed_through;
    if (q->at.as_of <= q->closed_through) return ERR_OK;
    snprintf(allowed, sizeof allowed, "<= %s", o->as_reported);
    return refuse_option(e, "--as-of", o->as_of, allowed);
}

static err_code read_as_reported(asked *q, const weir_book *b, const weir_show_options *o, err *e)
{
    date through = {DAY_NONE, PRECISION_UNKNOWN};
    if (!o->as_reported) return ERR_OK;
    if (o->known_at) return refuse_both(e);
    err_code code = read_date(&through, "--as-reported", o->as_reported, true, e);
    if (!code) code = read_closed_prefix(q, b, through.first, e);
    return code ? code : read_reported_day(q, o, e);
}

static err_code read_record(asked *q, const char *word, err *e)
{
    static const struct {
        const char *word;
        record is;
    } known[] = {{"ledger", RECORD_LEDGER}, {"reported", RECORD_REPORTED}};
    if (!word) return ERR_OK;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (!str_equal(str_from(word), str_from(known[i].word))) continue;
        q->at.record = known[i].is;
        return ERR_OK;
    }
    return refuse_option(e, "--record", word, "ledger, reported");
}

static err_code read_unit(money_unit *out, const char *word, err *e)
{
    static const struct {
        const char *word;
        money_unit is;
    } known[] = {{"元", SHOW_YUAN},   {"万元", SHOW_WAN}, {"亿元", SHOW_YI},
                 {"yuan", SHOW_YUAN}, {"wan", SHOW_WAN},  {"yi", SHOW_YI}};
    *out = SHOW_WAN; /* the unit of official returns */
    if (!word) return ERR_OK;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (!str_equal(str_from(word), str_from(known[i].word))) continue;
        *out = known[i].is;
        return ERR_OK;
    }
    return refuse_option(e, "--unit", word, "元 万元 亿元");
}

err_code basis_read(asked *out, weir_book *b, const weir_show_options *o, err *e)
{
    asked q = {.at.published_by = {DAY_NONE, PRECISION_UNKNOWN}, /* tolerance: the book's parameter, else the default */
               .closed_through = DAY_NONE};
    err_code code = read_as_of(&q.at.as_of, b, o, e);
    if (!code) code = read_prefix(&q, b, o, e);
    if (!code) code = read_as_reported(&q, b, o, e);
    if (!code && o->published_by) code = read_date(&q.at.published_by, "--published-by", o->published_by, false, e);
    if (!code) code = read_record(&q, o->record, e);
    if (!code) code = read_unit(&q.unit, o->unit, e);
    if (!code) *out = q;
    return code;
}

/* ---- who may see only some funds ---- */

typedef struct scoped { /* a relation that may be seen in part: the column with the fund's id, and a condition */
    const char *name, *fund_column, *only_column, *only;
} scoped;
/* What is not in this table is refused whole: its rows are of several funds, or of none (docs/scope.md). */
static const scoped scoped_relations[] = {{"funds", "fund", NULL, NULL},
                                          {"stakes", "fund", NULL, NULL},
                                          {"positions", "fund", NULL, NULL},
                                          {"portfolio", "fund", NULL, NULL},
                                          {"cash", "fund", NULL, NULL},
                                          {"fund_total", "fund", NULL, NULL},
                                          {"fund_year", "fund", NULL, NULL},
                                          {"flow", "fund", NULL, NULL},
                                          {"roles", "in", NULL, NULL},
                                          {"stages", "fund", NULL, NULL},
                                          {"projects", "fund", NULL, NULL},
                                          {"sizes", "subject", NULL, NULL},
                                          {"stake_statements", "fund", NULL, NULL},
                                          {"nav_statements", "fund", NULL, NULL},
                                          {"reports", "fund", NULL, NULL},
                                          {"reinvestment", "fund", NULL, NULL},
                                          {"reinvestment_score", "fund", NULL, NULL},
                                          {"progress", "fund", NULL, NULL},
                                          {"reports_due", "fund", NULL, NULL},
                                          {"performance", "group", "by", "fund"},
                                          {"performance_gross", "group", "by", "fund"},
                                          {"value_bridge", "fund", NULL, NULL}};

static const scoped *scoped_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(scoped_relations); i++)
        if (str_equal(str_from(scoped_relations[i].name), str_from(name))) return &scoped_relations[i];
    return NULL;
}

static bool is_within(const scope *within, str id)
{
    uint32_t any = 0;
    return id.len > 0 && map_str_find(&any, &within->funds, id);
}

typedef struct sieve {
    const scope *within;
    int fund_column, only_column;
    const char *only;
} sieve;

static bool row_is_within(void *self, const cell *row)
{
    const sieve *s = self;
    bool fits = s->only_column < 0 || str_equal(row[s->only_column].text, str_from(s->only));
    return fits && is_within(s->within, row[s->fund_column].text);
}

err_code scope_apply(relation *r, const scope *within, err *e)
{
    const scoped *as = scoped_find(r->info->name);
    if (!as) {
        err_set(e, E_SCOPE_RELATION);
        err_text(e, "relation", str_from(r->info->name));
        return E_SCOPE_RELATION;
    }
    sieve s = {.within = within,
               .fund_column = relation_column(r->info, str_from(as->fund_column)),
               .only_column = as->only_column ? relation_column(r->info, str_from(as->only_column)) : -1,
               .only = as->only};
    CHECK(s.fund_column >= 0);
    relation_keep(r, row_is_within, &s);
    r->undetermined_count = r->unpublished_count = 0; /* they were counted over all funds */
    return ERR_OK;
}

/* ---- what a scope's words stand for ---- */
static err_code refuse_scope(err *e, str word)
{
    err_set(e, E_SCOPE);
    err_text(e, "word", word);
    return E_SCOPE;
}

/* Every role that stands on the day; built once for all words. */
typedef struct managing {
    relation roles;
    int party, in, role, until;
} managing;

static err_code managing_read(managing *out, const asked *q, weir_book *b, arena *a, err *e)
{
    asked all = *q;
    all.within = NULL;
    all.where_count = 0;
    err_code code = relation_build(&out->roles, b, "roles", &all, a, e);
    if (code) return code;
    out->party = relation_column(out->roles.info, STR("party"));
    out->in = relation_column(out->roles.info, STR("in"));
    out->role = relation_column(out->roles.info, STR("role"));
    out->until = relation_column(out->roles.info, STR("until"));
    CHECK(out->party >= 0 && out->in >= 0 && out->role >= 0 && out->until >= 0);
    return ERR_OK;
}

static bool manages(const managing *m, const cell *row, str who)
{
    bool as_manager = str_equal(row[m->role].text, STR("manager")) || str_equal(row[m->role].text, STR("gp"));
    return as_manager && row[m->until].type == 0 && str_equal(row[m->party].text, who);
}

static err_code put_funds(scope *to, const managing *m, const weir_book *b, str word, arena *a, err *e)
{
    thing t;
    seq_no found = book_find_id(b->fold.facts, word);
    if (found == 0 || !book_thing(&t, b->fold.facts, found) || t.is != THING_party) return refuse_scope(e, word);
    if (kind_is_fund_class(t.class_code) && !map_str_put(&to->funds, word, 1)) return arena_err(a, e);
    for (uint32_t i = 0; i < m->roles.row_count; i++) {
        const cell *row = m->roles.cells + (size_t)i * m->roles.info->column_count;
        if (manages(m, row, word) && !map_str_put(&to->funds, row[m->in].text, 1)) return arena_err(a, e);
    }
    return ERR_OK;
}

err_code scope_read(asked *q, weir_book *b, const char *text, arena *a, err *e)
{
    managing m;
    if (!text) return ERR_OK;
    scope *made = arena_get(a, sizeof *made);
    str list = arena_str(a, str_from(text));
    if (!made || !list.ptr) return arena_err(a, e);
    map_str_init(&made->funds, a);
    err_code code = managing_read(&m, q, b, a, e);
    for (size_t at = 0; !code && at <= list.len;) {
        size_t to = at;
        while (to < list.len && list.ptr[to] != ',') to++;
        code = put_funds(made, &m, b, str_trim(str_slice(list, at, to)), a, e);
        at = to + 1;
    }
    q->within = made;
    return code;
}

/* ---- what somebody of a scope may file ---- */

/* What a manager reports of its own funds; the registry and the rules are the office's. */
static bool is_fileable(kind k)
{
    static const kind kinds[] = {KIND_NAV_REPORTED,    KIND_HOLDING_REPORTED,  KIND_SIZE_REPORTED,
                                 KIND_CASH_CONFIRMED,  KIND_REPORT_FILED,      KIND_FUND_STAGED,
                                 KIND_CALL_ISSUED,     KIND_CONTRIBUTION_PAID, KIND_DISTRIBUTION_PAID,
                                 KIND_INVESTMENT_MADE, KIND_INVESTMENT_EXITED, KIND_INCOME_RECEIVED,
                                 KIND_EXPENSE_PAID,    KIND_HOLDING_VALUED,    KIND_REINVESTMENT_CLAIMED};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i] == k) return true;
    return false;
}

static err_code refuse_row(err *e, const char *field, str value)
{
    err_set(e, E_SCOPE_ROW);
    err_at_field(e, field, value);
    return E_SCOPE_ROW;
}

static int slot_of(column where)
{
    return where == COLUMN_SUBJECT  ? REF_SUBJECT
           : where == COLUMN_OBJECT ? REF_OBJECT
           : where == COLUMN_THIRD  ? REF_THIRD
                                    : -1;
}

/* *of_own: the row is about a fund of the scope. Another fund may stand in it as the one that pays in alone. */
static err_code check_party(bool *of_own, const scope *within, const weir_book *b, const command *c,
                            const field_info *f, err *e)
{
    thing t;
    seq_no found = 0;
    int slot = slot_of(f->column);
    str name = slot >= 0 ? c->name[slot] : STR_NONE;
    if (name.len == 0) return ERR_OK;
    if (book_resolve(&found, b->fold.facts, name, f->refers, NULL) || !book_thing(&t, b->fold.facts, found))
        return refuse_row(e, f->name, name);
    bool own = is_within(within, t.id), is_fund = t.is == THING_party && kind_is_fund_class(t.class_code);
    *of_own = *of_own || own;
    bool pays_in = str_equal(str_from(f->name), STR("investor"));
    return own || !is_fund || pays_in ? ERR_OK : refuse_row(e, f->name, name);
}

err_code scope_admit(const scope *within, const weir_book *b, const command *c, err *e)
{
    bool of_own = false;
    err_code code = ERR_OK;
    const kind_info *k = kind_get(c->ev.kind);
    if (!k || !is_fileable(c->ev.kind)) return refuse_row(e, "kind", k ? str_from(k->wire) : STR_NONE);
    for (uint32_t i = 0; !code && i < k->field_count; i++)
        if (k->field[i].type == TYPE_REF) code = check_party(&of_own, within, b, c, &k->field[i], e);
    return code || of_own ? code : refuse_row(e, "fund", STR_NONE);
}

/* ---- how it is said ---- */
static void put_as_reported(buf *out, const asked *q, bool zh)
{
    if (!zh) buf_text(out, "as reported at ");
    day_print(out, q->closed_through);
    buf_text(out, zh ? " 关账时所报(凭证 1—" : " (entries 1..");
    buf_int(out, q->at.prefix);
    buf_char(out, ')');
}

static void put_known_at(buf *out, const asked *q, bool zh)
{
    if (q->closed_through != DAY_NONE) {
        put_as_reported(out, q, zh);
        return;
    }
    if (!q->has_known_at) {
        buf_text(out, zh ? "重述" : "restated");
        return;
    }
    buf_text(out, zh ? "当时所知 " : "as known at ");
    instant_print(out, q->known_at_us);
}

static void put_record(buf *out, const asked *q, bool zh)
{
    if (q->at.record != RECORD_LEDGER && q->at.record != RECORD_REPORTED) return; /* both, side by side */
    bool ledger = q->at.record == RECORD_LEDGER;
    buf_text(out, zh ? (ledger ? ";账目" : ";公开口径") : (ledger ? "; ledger" : "; reported"));
}

void basis_print(buf *out, const asked *q, const weir_book *b, bool zh)
{
    put_known_at(out, q, zh);
    buf_text(out, zh ? ";截至 " : "; as of ");
    day_print(out, q->at.as_of);
    if (q->at.published_by.first != DAY_NONE) {
        buf_text(out, zh ? ";公开不晚于 " : "; published by ");
        date_print(out, q->at.published_by);
    }
    put_record(out, q, zh);
    buf_text(out, zh ? ";账本 " : "; ");
    buf_int(out, q->at.prefix);
    if (q->at.prefix != b->fold.head.seq) {
        buf_text(out, zh ? "/" : " of ");
        buf_int(out, b->fold.head.seq);
    }
    buf_text(out, zh ? " 条" : b->fold.head.seq == 1 ? " entry" : " entries");
}
