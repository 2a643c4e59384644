/* pools: which tracks are measured together: those of a fund, an investor, a manager, a vintage, a sector, a cluster, all.
 *
 * Money is pooled, never rates. In a manager's, vintage's, sector's or cluster's pool, and in that of all, a track whose
 * investor is itself a fund of the pool lies between two members: it is left out and counted, as in a cluster's net size,
 * so that no yuan is paid in twice. A fund with two managers, or in two clusters, is in both pools; one without any is in
 * none. The vintage is the year of the first payment into the fund (GIPS). */
#include "performance/performance_int.h"

static const char *const words[POOL_BYS][3] = {
    {"position", "头寸", "position"}, {"fund", "基金", "fund"},       {"investor", "出资人", "investor"},
    {"manager", "管理人", "manager"}, {"vintage", "年份", "vintage"}, {"sector", "行业", "sector"},
    {"cluster", "集群", "cluster"},   {"all", "全部", "all"}};
static const char *const holding_words[3] = {"holding", "持仓", "holding"};
static const char *const enterprise_words[3] = {"enterprise", "被投企业", "enterprise"};

static const char *const *words_of(pool_by by, bool is_gross)
{
    CHECK(by < POOL_BYS);
    if (is_gross && by == BY_TRACK) return holding_words;
    if (is_gross && by == BY_INVESTOR) return enterprise_words;
    return words[by];
}

const char *pool_word(pool_by by, bool is_gross)
{
    return words_of(by, is_gross)[0];
}

bool asked_value(str *out, const view_request *q, str name)
{
    bool is_found = false;
    for (uint32_t i = 0; i < q->where_count; i++) {
        size_t at;
        str word = q->where[i];
        if (!str_find(&at, word, STR("=")) || !str_equal(str_trim(str_slice(word, 0, at)), name)) continue;
        *out = str_trim(str_slice(word, at + 1, word.len));
        is_found = true;
    }
    return is_found;
}

/* What the user's conditions leave; `why` asks for one row, whose key begins with the word. */
static bool is_wanted(const tracks *t, pool_by by)
{
    str asked, word = str_from(pool_word(by, t->is_gross));
    const view_request *q = t->q;
    if (asked_value(&asked, q, STR("by")) && !str_equal(asked, word)) return false;
    if (!q->wants_why || q->why_key.len == 0) return true;
    return str_starts(q->why_key, word) && q->why_key.len > word.len && q->why_key.ptr[word.len] == '/';
}

/* ---- making ---- */

static pool *pool_make(pools *p, pool_by by, seq_no party, str key)
{
    arena *a = p->tracks->q->a;
    if (!arena_grow(a, (void **)&p->items, sizeof *p->items, &p->room, p->count + 1)) return NULL;
    pool *x = &p->items[p->count++];
    *x = (pool){.by = by, .party = party, .key = key};
    return x;
}

static str id_of(const view_request *q, seq_no party)
{
    thing t;
    return book_thing(&t, q->b, party) ? t.id : STR_NONE;
}

static str number_text(uint32_t number, arena *a)
{
    buf text;
    buf_init(&text, a, 32);
    buf_int(&text, number);
    return buf_view(&text);
}

/* The pool of a party, or of a year (party 0); NULL: memory. */
static pool *pool_of_number(pools *p, pool_by by, seq_no party, uint32_t year)
{
    const view_request *q = p->tracks->q;
    uint64_t number = (uint64_t)by << 32 | (party ? party : year);
    uint32_t at;
    if (map_u64_find(&at, &p->of_number, number)) return &p->items[at];
    str key = party ? id_of(q, party) : number_text(year, q->a);
    if (!map_u64_put(&p->of_number, number, p->count)) return NULL;
    return key.len == 0 && party == 0 ? NULL : pool_make(p, by, party, key);
}

static pool *pool_of_text(pools *p, pool_by by, str key)
{
    uint32_t at;
    if (map_str_find(&at, &p->of_text, key)) return &p->items[at];
    return map_str_put(&p->of_text, key, p->count) ? pool_make(p, by, 0, key) : NULL;
}

static bool put_member(pools *p, pool *x, uint32_t index)
{
    if (!arena_grow(p->tracks->q->a, (void **)&x->member, sizeof *x->member, &x->room, x->count + 1)) return false;
    x->member[x->count++] = index;
    return true;
}

static bool note(pools *p, pool *x, seq_no entry)
{
    return !p->tracks->q->wants_why || entries_put(&x->why, p->tracks->q->a, entry);
}

static seq_no fund_of(const tracks *t, const track *x)
{
    return t->is_gross ? x->one : x->other;
}

/* ---- track by track ---- */

static bool add_single(pools *p, uint32_t i)
{
    const tracks *t = p->tracks;
    const track *x = &t->items[i];
    str one = id_of(t->q, x->one), other = id_of(t->q, x->other);
    buf key;
    buf_init(&key, t->q->a, 2 * ID_BYTES_MAX + 2);
    buf_str(&key, one);
    buf_char(&key, '/');
    buf_str(&key, other);
    pool *made = key.failed ? NULL : pool_make(p, BY_TRACK, x->other, buf_view(&key));
    return made != NULL && put_member(p, made, i);
}

static bool add_by_party(pools *p, pool_by by)
{
    const tracks *t = p->tracks;
    for (uint32_t i = 0; i < t->count; i++) {
        if (by == BY_TRACK) {
            if (!add_single(p, i)) return false;
            continue;
        }
        seq_no fund = fund_of(t, &t->items[i]);
        seq_no party = by == BY_FUND ? fund : t->is_gross ? t->items[i].other : t->items[i].one;
        pool *x = pool_of_number(p, by, party, 0);
        if (x == NULL || !put_member(p, x, i)) return false;
    }
    return true;
}

/* ---- fund by fund: an attribute of the fund ---- */

typedef struct funds { /* fund → its tracks */
    groups tracks;
    seq_no *order;
    uint32_t count, room;
} funds;

static bool funds_build(funds *f, const tracks *t)
{
    *f = (funds){.count = 0};
    groups_init(&f->tracks, t->q->a);
    for (uint32_t i = 0; i < t->count; i++) {
        seq_no fund = fund_of(t, &t->items[i]);
        if (groups_first(&f->tracks, fund) == NULL) {
            if (!arena_grow(t->q->a, (void **)&f->order, sizeof *f->order, &f->room, f->count + 1)) return false;
            f->order[f->count++] = fund;
        }
        if (!groups_put(&f->tracks, fund, i, PRESENT_YES)) return false;
    }
    return true;
}

static bool add_fund(pools *p, pool *x, const funds *f, seq_no fund)
{
    if (x == NULL) return false;
    for (const group_item *i = groups_first(&f->tracks, fund); i != NULL; i = groups_next(&f->tracks, i))
        if (!put_member(p, x, i->number)) return false;
    return true;
}

static bool add_vintages(pools *p, const funds *f)
{
    const tracks *t = p->tracks;
    for (uint32_t k = 0; k < f->count; k++) {
        day first = DAY_NONE;
        seq_no entry = 0;
        for (const group_item *i = groups_first(&f->tracks, f->order[k]); i != NULL; i = groups_next(&f->tracks, i)) {
            const track *x = &t->items[i->number];
            for (uint32_t s = 0; s < x->count; s++) {
                const step *at = &t->steps[x->from + s];
                if (at->what != STEP_PAID || (first != DAY_NONE && at->on >= first)) continue;
                first = at->on;
                entry = at->entry;
            }
        }
        if (first == DAY_NONE) continue;
        int year, month, mday;
        day_split(&year, &month, &mday, first);
        pool *x = pool_of_number(p, BY_VINTAGE, 0, (uint32_t)year);
        if (!add_fund(p, x, f, f->order[k]) || !note(p, x, entry)) return false;
    }
    return true;
}

static bool add_sectors(pools *p, const funds *f)
{
    const view_request *q = p->tracks->q;
    party_facts facts;
    if (!party_facts_build(&facts, q)) return false;
    for (uint32_t k = 0; k < f->count; k++) {
        event registered;
        seq_no by;
        book_entry(&registered, q->b, f->order[k]);
        str sector = party_text_of(&by, &facts, q, &registered, PARTY_SECTOR);
        if (sector.len == 0) continue;
        pool *x = pool_of_text(p, BY_SECTOR, sector);
        if (!add_fund(p, x, f, f->order[k]) || !note(p, x, by)) return false;
    }
    return true;
}

/* A proposed or disputed role makes no manager; nor does one that may have ended. */
static bool add_managers(pools *p, const funds *f)
{
    const view_request *q = p->tracks->q;
    const int manager = enum_find(LIST_role, STR("manager")), stated = enum_find(LIST_role_state, STR("stated"));
    endings ended;
    CHECK(manager != 0 && stated != 0);
    if (!endings_build(&ended, q)) return false;
    scan s = scan_begin(q, KIND_ROLE_ASSIGNED);
    while (scan_next(&s)) {
        seq_no fund = standing(q, s.ev.object), by = standing(q, s.ev.subject);
        bool holds = s.is == PRESENT_YES && s.ev.purpose == manager &&
                     (s.ev.class_code == 0 || s.ev.class_code == stated) && ending_of(&ended, s.ev.seq) == 0 &&
                     may_have_ended(&ended, s.ev.seq) == 0;
        if (!holds || groups_first(&f->tracks, fund) == NULL) continue;
        pool *x = pool_of_number(p, BY_MANAGER, by, 0);
        if (!add_fund(p, x, f, fund) || !note(p, x, s.ev.seq)) return false;
    }
    return true;
}

static bool add_cluster(pools *p, const funds *f, const memberships *all, seq_no cluster)
{
    const view_request *q = p->tracks->q;
    member_set m;
    pool *x = NULL;
    if (!members_of(&m, all, q, cluster)) return false;
    for (uint32_t k = 0; k < m.count; k++) {
        seq_no fund = standing(q, m.member[k]);
        if (m.is[k] != PRESENT_YES || groups_first(&f->tracks, fund) == NULL) continue;
        x = pool_of_number(p, BY_CLUSTER, cluster, 0);
        if (!add_fund(p, x, f, fund)) return false;
    }
    return x == NULL || !q->wants_why || entries_join(&x->why, q->a, &m.why);
}

static bool add_clusters(pools *p, const funds *f)
{
    const view_request *q = p->tracks->q;
    memberships all;
    if (!memberships_build(&all, q)) return false;
    scan s = scan_begin(q, KIND_CLUSTER_DEFINED);
    while (scan_next(&s))
        if (s.is == PRESENT_YES && !add_cluster(p, f, &all, s.ev.seq)) return false;
    return true;
}

static bool add_all(pools *p, const funds *f)
{
    if (f->count == 0) return true;
    pool *x = pool_make(p, BY_ALL, 0, STR("all"));
    for (uint32_t k = 0; k < f->count; k++)
        if (!add_fund(p, x, f, f->order[k])) return false;
    return true;
}

/* ---- what lies between two members, and a fund that two roles brought ---- */

/* Members once each, without those whose investor is a fund of the pool. */
static bool leave_internal(const tracks *t, pool *x)
{
    map_u64 inside, seen;
    uint32_t kept = 0, ignored;
    map_u64_init(&inside, t->q->a);
    map_u64_init(&seen, t->q->a);
    for (uint32_t i = 0; i < x->count; i++)
        if (!map_u64_put(&inside, t->items[x->member[i]].other, 1)) return false;
    for (uint32_t i = 0; i < x->count; i++) {
        uint32_t at = x->member[i];
        if (map_u64_find(&ignored, &seen, (uint64_t)at + 1)) continue;
        if (!map_u64_put(&seen, (uint64_t)at + 1, 1)) return false;
        bool is_internal = !t->is_gross && map_u64_find(&ignored, &inside, t->items[at].one);
        x->internal += is_internal;
        if (!is_internal) x->member[kept++] = at;
    }
    x->count = kept;
    return true;
}

static bool add_by_fund(pools *p, pool_by by, const funds *f)
{
    static bool (*const add[POOL_BYS])(pools *, const funds *) = {[BY_MANAGER] = add_managers,
                                                                  [BY_VINTAGE] = add_vintages,
                                                                  [BY_SECTOR] = add_sectors,
                                                                  [BY_CLUSTER] = add_clusters,
                                                                  [BY_ALL] = add_all};
    uint32_t from = p->count;
    if (!add[by](p, f)) return false;
    for (uint32_t i = from; i < p->count; i++)
        if (!leave_internal(p->tracks, &p->items[i])) return false;
    return true;
}

bool pools_build(pools *p, const tracks *t)
{
    funds f;
    *p = (pools){.tracks = t};
    map_u64_init(&p->of_number, t->q->a);
    map_str_init(&p->of_text, t->q->a);
    if (!funds_build(&f, t)) return false;
    for (pool_by by = BY_TRACK; by < POOL_BYS; by++) {
        if (!is_wanted(t, by)) continue;
        bool is_party = by == BY_TRACK || by == BY_FUND || by == BY_INVESTOR;
        if (is_party ? !add_by_party(p, by) : !add_by_fund(p, by, &f)) return false;
    }
    return true;
}

/* ---- the first cells of a row ---- */

static void put_track_name(cell *c, const view_request *q, const track *x)
{
    for (int zh = 0; zh < 2; zh++) {
        buf text;
        buf_init(&text, q->a, 2 * TEXT_BYTES_MAX + 8);
        buf_str(&text, book_name(q->b, x->one, q->at.prefix, zh));
        buf_text(&text, " → ");
        buf_str(&text, book_name(q->b, x->other, q->at.prefix, zh));
        if (zh)
            cell_text(c, buf_view(&text));
        else
            c->show_en = buf_view(&text);
    }
}

void put_pool(cell *cells, const pools *p, const pool *x)
{
    const tracks *t = p->tracks;
    const char *const *word = words_of(x->by, t->is_gross);
    put_word(&cells[0], word[0], word[1], word[2]);
    cell_text(&cells[1], x->key);
    if (x->by == BY_TRACK)
        put_track_name(&cells[2], t->q, &t->items[x->member[0]]);
    else if (x->party != 0)
        put_name(&cells[2], t->q, x->party);
    else
        cell_text(&cells[2], x->by == BY_ALL ? STR("全部") : x->key);
    if (x->by == BY_ALL) cells[2].show_en = STR("all");
}

bool pool_is_asked(const view_request *q, const pools *p, const pool *x)
{
    str word = str_from(pool_word(x->by, p->tracks->is_gross)), key = q->why_key;
    if (!q->wants_why || key.len == 0) return q->wants_why;
    return str_starts(key, word) && str_equal(str_slice(key, word.len + 1, key.len), x->key);
}
