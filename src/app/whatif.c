/* whatif: what drafts would do to verdicts, and posts that are refused because they would break a rule that blocks.
 *
 * The batch is decided and applied to the writer's book, as always; before anything is stored the same rules are run on the
 * stored entries and on all of them, and the two compared. The second run asks only those rules again that read what the
 * batch changed. Afterwards the batch is stored, or the fold is made anew.
 * Block acts where the book says so (`parameter.set policy_block`), on entries by hand, as of today: a file is taken for past
 * facts, whose verdicts anybody can ask for. `decide` knows no policy.
 * Invariant: what-if stores nothing and keeps no lock. */
#include "app/app_int.h"

#include "reading/reading.h"

static const char SWITCH[] = "policy_block";

/* ---- the same rules, without and with the batch ---- */

typedef struct comparison {
    weir_book *b;
    check_session *s;
    asked q;
    arena *a;
    relation before, after, changes;
    policy_count ran_before, ran_after;
    change_count count;
    bool is_done; /* the look was taken: there were rows */
} comparison;

/* The book is that of the first `prefix` entries for whoever reads it meanwhile. */
static err_code run_at(relation *out, policy_count *count, comparison *x, seq_no prefix, err *e)
{
    seq_no stored = x->b->fold.head.seq;
    x->b->fold.head.seq = x->q.at.prefix = prefix;
    err_code code = check_run(out, count, x->s, &x->q, x->a, e);
    x->b->fold.head.seq = stored;
    return code;
}

static err_code compare(comparison *x, seq_no stored, seq_no tried, err *e)
{
    CHECK(stored < tried);
    err_code code = run_at(&x->before, &x->ran_before, x, stored, e);
    if (!code) code = run_at(&x->after, &x->ran_after, x, tried, e);
    if (!code) code = policy_compare(&x->changes, &x->count, &x->before, &x->after, x->a, e);
    x->is_done = code == ERR_OK;
    x->q.at.prefix = stored;
    x->q.head = x->b->fold.head; /* others may have written since the question was read */
    return code;
}

static const cell *change_at(const comparison *x, uint32_t row)
{
    CHECK(row < x->changes.row_count);
    return x->changes.cells + (size_t)row * changes_info.column_count;
}

/* ---- what-if ---- */

static err_code look_at_drafts(void *self, seq_no stored, seq_no tried, err *e)
{
    return compare(self, stored, tried, e);
}

static void put_line(buf *out, const comparison *x, uint64_t rows, bool zh)
{
    const struct {
        int64_t count;
        const char *zh, *en;
    } parts[] = {{(int64_t)rows, "条草稿", " drafts"},
                 {x->count.changes, "处变化", " changes"},
                 {x->count.new_breaches, "处新违反", " new breaches"},
                 {x->count.mended, "处不再违反", " breaches mended"},
                 {x->ran_after.ran, "条规则重新运行", " rules run again"},
                 {x->ran_after.rules, "条现行规则", " rules in force"}};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (i > 0) buf_text(out, zh ? "," : ", ");
        buf_int(out, parts[i].count);
        buf_text(out, zh ? parts[i].zh : parts[i].en);
    }
    buf_text(out, zh ? ";账本未改动\n" : "; the book is as it was\n");
}

static const char *usual_columns(const weir_show_options *o)
{
    bool is_table = o->format != WEIR_JSON && o->format != WEIR_CSV;
    return o->columns || !is_table
               ? o->columns
               : "rule,subject,object,change,before,after,severity,measured_before,measured_after,limit,margin,clause";
}

/* A known_at or a close is a prefix that drafts cannot follow. */
static err_code refuse_prefix(const weir_show_options *o, err *e)
{
    if (o->known_at && *o->known_at) return refuse_option(e, "--known-at", o->known_at, "--as-of");
    if (o->as_reported && *o->as_reported) return refuse_option(e, "--as-reported", o->as_reported, "--as-of");
    return ERR_OK;
}

static err_code open_comparison(comparison *x, const check_options *with, const weir_show_options *o, err *e)
{
    err_code code = refuse_prefix(o, e);
    if (!code) code = book_ready(x->b, x->a, e);
    if (!code) code = basis_read(&x->q, x->b, o, e);
    if (!code) code = conditions_read(&x->q, o, x->a, e);
    if (!code) code = check_open(&x->s, x->b, with, e);
    relation_init(&x->changes, &changes_info, x->a);
    return code;
}

static err_code print_changes(weir_sink out, comparison *x, const weir_show_options *o, uint64_t rows, err *e)
{
    buf below;
    weir_show_options how = *o;
    how.columns = usual_columns(o);
    buf_init(&below, x->a, TEXT_BYTES_MAX);
    put_line(&below, x, rows, o->lang == WEIR_ZH);
    err_code code = book_ready(x->b, x->a, e); /* without the drafts again */
    if (!code) code = relation_narrow(&x->changes, &x->q, &how, e);
    return code ? code : relation_put(out, &x->changes, x->b, &x->q, &how, buf_view(&below), x->a, e);
}

weir_status weir_what_if(weir_book *b, const weir_import_options *drafts, const weir_check_options *options,
                         weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(drafts != NULL && options != NULL);
    err e = {.code = ERR_OK};
    comparison x = {.b = b, .a = request_arena(&e)};
    if (x.a == NULL) return report_error(error, &e);
    const check_options with = {.policy_dir = options->policy_dir,
                                .jurisdiction = options->jurisdiction,
                                .rule = options->rule,
                                .subject = options->subject,
                                .keeps = true};
    weir_import_options dry = *drafts;
    const ingest_look look = {.self = &x, .look = look_at_drafts};
    weir_imported tried = {.rows = 0};
    dry.dry_run = true;
    err_code code = open_comparison(&x, &with, &options->show, &e);
    weir_status status = code ? report_error(error, &e) : import_looked_at(&tried, b, &dry, &look, error);
    if (!status) {
        code = print_changes(out, &x, &options->show, tried.rows, &e);
        if (code) status = report_error(error, &e);
    }
    check_close(x.s);
    arena_free(x.a);
    return status;
}

/* ---- what drafts change of a relation ---- */

typedef struct effect {
    weir_book *b;
    const char *name;
    asked q;
    arena *a;
    relation now, after;
    bool is_done;
} effect;

static err_code look_at_effect(void *self, seq_no stored, seq_no tried, err *e)
{
    effect *x = self;
    x->q.at.prefix = stored;
    err_code code = relation_build(&x->now, x->b, x->name, &x->q, x->a, e);
    x->q.at.prefix = tried;
    if (!code) code = relation_build(&x->after, x->b, x->name, &x->q, x->a, e);
    x->is_done = code == ERR_OK;
    return code;
}

static err_code open_effect(effect *x, const weir_show_options *o, err *e)
{
    err_code code = refuse_prefix(o, e);
    if (!code) code = book_ready(x->b, x->a, e);
    if (!code) code = basis_read(&x->q, x->b, o, e);
    if (!code) code = conditions_read(&x->q, o, x->a, e);
    if (!code) code = scope_read(&x->q, x->b, o->scope, x->a, e);
    return code;
}

/* Texts of rows live in the book, the drafts' own too: printed before it is folded anew. */
static err_code print_effect(weir_sink out, effect *x, err *e)
{
    buf text;
    err_code code = ERR_OK;
    if (!x->is_done) return ERR_OK;
    buf_init(&text, x->a, OUTPUT_BYTES_MAX);
    if (x->q.where_count > 0) code = relation_where(&x->now, x->q.where, x->q.where_count, e);
    if (!code && x->q.where_count > 0) code = relation_where(&x->after, x->q.where, x->q.where_count, e);
    if (!code) code = difference_print(&text, &x->now, &x->after, x->a, e);
    return code ? code : sink_put(out, buf_view(&text), e);
}

weir_status weir_effect(weir_book *b, const weir_import_options *drafts, const char *name,
                        const weir_show_options *options, weir_sink out, weir_error **error)
{
    CHECK(b != NULL);
    CHECK(drafts != NULL);
    err e = {.code = ERR_OK};
    effect x = {.b = b, .name = name, .a = request_arena(&e)};
    if (x.a == NULL) return report_error(error, &e);
    weir_import_options dry = *drafts;
    const ingest_look look = {.self = &x, .look = look_at_effect};
    weir_imported tried = {.rows = 0};
    dry.dry_run = true;
    err_code code = open_effect(&x, options, &e);
    weir_status status = code ? report_error(error, &e) : import_looked_at(&tried, b, &dry, &look, error);
    if (!status) {
        code = print_effect(out, &x, &e);
        if (code) status = report_error(error, &e);
    }
    arena_free(x.a);
    return status;
}

/* ---- block ---- */

struct blocking {
    comparison with;
    uint64_t breaches; /* new ones, in the batch that was looked at */
    bool only_tells;   /* a past fact: counted, not refused */
};

/* Does any entry name the switch? Each is looked at once while the book is open: a post costs nothing for the posts before. */
static bool is_named(weir_book *b, arena *a)
{
    event ev;
    while (b->block_looked < b->fold.head.seq && !b->block_named) {
        seq_no seq = ++b->block_looked;
        if (book_kind(b->fold.facts, seq) != KIND_PARAMETER_SET) continue;
        book_entry(&ev, b->fold.facts, seq);
        b->block_named = str_equal(attrs_text(ev.attrs, STR("name"), a), str_from(SWITCH));
    }
    return b->block_named;
}

/* Does the book say that rules block? For all of it, of no region and fund in particular. */
static err_code is_on(bool *out, weir_book *b, const asked *q, arena *a, err *e)
{
    parameters set;
    amount value = {.q = QUALIFIER_NONE};
    view_request r = {.b = b->fold.facts, .at = q->at, .a = a};
    if (!is_named(b, a)) return ERR_OK;
    if (!parameters_build(&set, &r)) return arena_err(a, e);
    *out = parameter_sure(&value, &set, str_from(SWITCH), UNIT_NONE, 0, STR_NONE) && value.minor > 0;
    return ERR_OK;
}

static void put_figure(buf *out, const cell *c)
{
    if (c->type == 0)
        buf_char(out, '-');
    else
        cell_print(out, c, false);
}

/* The first of them, by name, and what it would be. */
static err_code refuse_breach(const comparison *x, const cell *row, err *e)
{
    buf subject, figures;
    buf_init(&subject, x->a, TEXT_BYTES_MAX);
    buf_init(&figures, x->a, TEXT_BYTES_MAX);
    buf_str(&subject, row[CHANGE_SUBJECT].text);
    if (row[CHANGE_OBJECT].text.len > 0) {
        buf_char(&subject, '/');
        buf_str(&subject, row[CHANGE_OBJECT].text);
    }
    put_figure(&figures, &row[CHANGE_MEASURED_AFTER]);
    buf_text(&figures, " : ");
    put_figure(&figures, &row[CHANGE_LIMIT]);
    err_set(e, E_BLOCKED);
    err_text(e, "rule", row[CHANGE_RULE].text);
    err_text(e, "subject", buf_view(&subject));
    err_text(e, "figures", buf_view(&figures));
    err_text(e, "clause", row[CHANGE_CLAUSE].text);
    return E_BLOCKED;
}

/* A breach whose waiver ends, by its day or by a reversal, is none that this batch brings: a waiver can always be ended. */
static bool is_new_breach(const cell *row)
{
    bool is_breach = str_equal(row[CHANGE_AFTER].text, STR("breach")) && row[CHANGE_WAIVED_UNTIL].type == 0;
    return is_breach && !str_equal(row[CHANGE_BEFORE].text, STR("breach"));
}

static err_code look_for_breaches(void *self, seq_no stored, seq_no tried, err *e)
{
    blocking *x = self;
    const cell *first = NULL;
    x->breaches = 0; /* the batch may be looked at twice, when others have written meanwhile */
    err_code code = compare(&x->with, stored, tried, e);
    if (code) return code;
    for (uint32_t i = 0; i < x->with.changes.row_count; i++) {
        const cell *row = change_at(&x->with, i);
        if (!is_new_breach(row)) continue;
        if (first == NULL) first = row;
        x->breaches++;
    }
    return first == NULL || x->only_tells ? ERR_OK : refuse_breach(&x->with, first, e);
}

/* The day that the caller calls today, else that of the clock (UTC). Terminated. */
static err_code find_today(const char **out, const block_options *o, arena *a, err *e)
{
    static const int64_t DAY_US = INT64_C(86400) * 1000000;
    buf text;
    *out = o->today;
    if (o->today && *o->today) return ERR_OK;
    buf_init(&text, a, 16);
    day_print(&text, (day)(clock_after(0) / DAY_US));
    buf_char(&text, 0);
    *out = text.ptr;
    return buf_err(&text, e);
}

err_code block_open(blocking **out, ingest_look *look, weir_book *b, const block_options *o, arena *a, err *e)
{
    bool on = false;
    blocking *x = arena_get(a, sizeof *x);
    *out = NULL;
    *look = (ingest_look){.self = NULL};
    if (x == NULL) return arena_err(a, e);
    *x = (blocking){.with = {.b = b, .a = a}, .only_tells = o->is_past};
    const check_options with = {.policy_dir = o->policy_dir, .severity = "block", .keeps = true};
    weir_show_options now = {.lang = WEIR_EN};
    err_code code = book_ready(b, a, e);
    if (code || b->fold.head.seq == 0 || b->read_only) return code;
    code = book_catch_up(b, a, e); /* another program may have said that rules block */
    if (!code) code = find_today(&now.as_of, o, a, e);
    if (!code) code = basis_read(&x->with.q, b, &now, e);
    if (!code) code = is_on(&on, b, &x->with.q, a, e);
    if (code || !on) return code;
    *out = x;
    *look = (ingest_look){.self = x, .look = look_for_breaches};
    return open_comparison(&x->with, &with, &now, e);
}

uint64_t block_new_breaches(const blocking *x)
{
    return x ? x->breaches : 0;
}

void block_close(blocking *x)
{
    if (x) check_close(x->with.s);
}
