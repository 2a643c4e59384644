/* decide: command × book → event or refusal, nothing changed. The common steps, in the documented order of errors.def:
 * kind and required fields · maker · references · id and names · days · then the kind's own rule. After the last step
 * nothing may fail but memory.
 *
 * Invariants: what comes out passes event_check and admit; a refusal leaves *out as it was. */
#include "book/book_int.h"

#define EVENT(number, wire, ident, family, state, decide, apply, zh, en) [number] = decide_##decide,
static const decide_rule decide_rules[KIND_LAST + 1] = {
#include "event/kinds.def"
};

/* Intake asked this already; the rules below rely on it, and other callers may not have asked. */
static err_code check_complete(deciding *d, err *e)
{
    if (!d->info->works) err_at_field(e, "kind", str_from(d->info->wire));
    return command_complete(d->c, e);
}

static err_code refuse_actor(const char *field, str name, err *e)
{
    err_at_field(e, field, name);
    return refuse_about(e, E_ACTOR_UNKNOWN, name);
}

static err_code put_actor(seq_no *out, const deciding *d, const char *field, str name, err *e)
{
    if (name.len == 0) return ERR_OK;
    seq_no found = book_find_id(d->b, name);
    if (!class_fits(d->b, found, THING_actor)) return refuse_actor(field, name, e);
    *out = found;
    return ERR_OK;
}

/* Two persons where the book asks for two; one person never stands for both. */
static err_code check_eyes(const deciding *d, err *e)
{
    const event *ev = d->ev;
    thing maker;
    if (ev->approver == 0 && !control_is_four_eyes(d->b)) return ERR_OK;
    if (ev->approver == 0) return d->cx->awaits ? ERR_OK : err_set(e, E_FOUR_EYES);
    if (ev->approver != ev->maker) return ERR_OK;
    CHECK(book_thing(&maker, d->b, ev->maker));
    err_at_field(e, "approver", maker.id);
    return refuse_about(e, E_APPROVER_SAME, maker.id);
}

/* The very first entry registers its own maker. */
static err_code put_actors(deciding *d, err *e)
{
    event *ev = d->ev;
    ev->maker = d->cx->maker;
    ev->approver = d->cx->approver;
    if (d->b->applied == 0 && ev->kind == KIND_ACTOR_REGISTERED) {
        ev->maker = 1;
        ev->approver = 0;
        return ERR_OK;
    }
    err_code code = put_actor(&ev->maker, d, "maker", d->c->maker_name, e);
    if (code == ERR_OK) code = put_actor(&ev->approver, d, "approver", d->c->approver_name, e);
    if (code == ERR_OK && !class_fits(d->b, ev->maker, THING_actor)) code = refuse_actor("maker", STR("?"), e);
    if (code == ERR_OK && ev->approver && !class_fits(d->b, ev->approver, THING_actor))
        code = refuse_actor("approver", STR("?"), e);
    return code ? code : check_eyes(d, e);
}

static int slot_of(column where)
{
    if (where == COLUMN_SUBJECT) return REF_SUBJECT;
    if (where == COLUMN_OBJECT) return REF_OBJECT;
    return where == COLUMN_THIRD ? REF_THIRD : REF_DOCUMENT;
}

static seq_no *reference_of(event *ev, int slot)
{
    seq_no *const place[REF_SLOTS] = {&ev->subject, &ev->object, &ev->third, &ev->cite.document};
    CHECK(slot >= 0 && slot < REF_SLOTS);
    return place[slot];
}

/* Money into a manager is the common mix-up of the two statements: say which one is meant. */
static err_code refine_refusal(const deciding *d, err_code code, err *e)
{
    seq_no any;
    if (code != E_CLASS_WRONG || d->ev->kind != KIND_STAKE_REPORTED ||
        book_resolve(&any, d->b, d->c->name[REF_OBJECT], THING_party, NULL) != ERR_OK)
        return code;
    err_set(e, E_STAKE_IN_MANAGER);
    err_text(e, "word", d->c->name[REF_OBJECT]);
    return E_STAKE_IN_MANAGER;
}

static err_code resolve_field(deciding *d, const field_info *f, err *e)
{
    int slot = slot_of(f->column);
    str name = d->c->name[slot];
    if (name.len == 0) return ERR_OK;
    err_code code = book_resolve(reference_of(d->ev, slot), d->b, name, f->refers, e);
    if (code == ERR_OK) return ERR_OK;
    err_at_field(e, f->name, name);
    return f->column == COLUMN_OBJECT ? refine_refusal(d, code, e) : code;
}

static err_code resolve_references(deciding *d, err *e)
{
    for (uint32_t i = 0; i < d->info->field_count; i++) {
        const field_info *f = &d->info->field[i];
        if (f->type != TYPE_REF) continue;
        err_code code = resolve_field(d, f, e);
        if (code) return code;
    }
    return ERR_OK;
}

static bool is_word_taken(const book *b, str word)
{
    return book_find_id(b, word) != 0 || name_holder(b, word, THING_none, 0) != 0;
}

/* A thing without an id gets one from its class and its entry: "party-12"; an x more while that is taken. */
static err_code put_id(deciding *d, err *e)
{
    if (d->info->registers == THING_none || command_attr(d, "id").len) return ERR_OK;
    buf text;
    buf_init(&text, d->a, ID_BYTES_MAX);
    buf_text(&text, thing_title(d->info->registers, false));
    buf_char(&text, '-');
    buf_int(&text, d->ev->seq);
    while (!text.failed && is_word_taken(d->b, buf_view(&text))) buf_char(&text, 'x');
    CHECK(d->attr_count < ATTRS_MAX);
    d->attrs[d->attr_count++] = (attr){.name = STR("id"), .text = buf_view(&text)};
    return buf_err(&text, e);
}

static err_code refuse_day(err *e, err_code code, const char *field, const char *one, day a, const char *two, day b)
{
    err_set(e, code);
    err_at_field(e, field, STR_NONE);
    err_day(e, one, a);
    err_day(e, two, b);
    return code;
}

/* What is booked happened: on a known day, and not in the future. */
static bool has_accounting_day(const kind_info *info)
{
    return info->family == FAMILY_CAPITAL || info->family == FAMILY_REINVESTMENT || info->family == FAMILY_SUPPORT;
}

static err_code check_value_day(deciding *d, err *e)
{
    const event *ev = d->ev;
    bool is_of_a_day = ev->kind == KIND_CASH_CONFIRMED || ev->kind == KIND_FUND_MERGED;
    if (!has_accounting_day(d->info) && !is_of_a_day) return ERR_OK;
    if (ev->effective.precision != PRECISION_DAY) {
        err_set(e, E_DAY_NEEDED);
        err_at_field(e, "date", STR_NONE);
        err_text(e, "kind", str_from(d->info->wire));
        return E_DAY_NEEDED;
    }
    if (ev->effective.first > day_latest_anywhere(d->cx->now_us))
        return refuse_day(e, E_DAY_FUTURE, "date", "day", ev->effective.first, "today", day_of_instant(d->cx->now_us));
    return ERR_OK;
}

/* Booked: as given if open, else the value day, moved to the first open day when that lies in a closed period. */
static err_code put_booked(deciding *d, err *e)
{
    event *ev = d->ev;
    day closed = d->b->closed_through;
    if (!has_accounting_day(d->info)) return ERR_OK; /* entry.reversed has its own rule */
    if (ev->booked == DAY_NONE) {
        ev->booked = closed != DAY_NONE && ev->effective.first <= closed ? closed + 1 : ev->effective.first;
        return ERR_OK;
    }
    if (closed != DAY_NONE && ev->booked <= closed)
        return refuse_day(e, E_PERIOD_CLOSED, "booked", "day", ev->booked, "through", closed);
    if (ev->booked < ev->effective.first)
        return refuse_day(e, E_BOOKED_EARLY, "booked", "day", ev->booked, "effective", ev->effective.first);
    return ERR_OK;
}

static err_code put_attrs(deciding *d, err *e)
{
    buf text;
    if (d->attr_count == 0) {
        d->ev->attrs = STR_NONE;
        return ERR_OK;
    }
    buf_init(&text, d->a, ATTRS_BYTES_MAX);
    attrs_print(&text, d->attrs, d->attr_count);
    if (text.full) { /* it fitted until an id or a head was added */
        err_set(e, E_TEXT_LONG);
        err_int(e, "limit", ATTRS_BYTES_MAX);
        return E_TEXT_LONG;
    }
    d->ev->attrs = buf_view(&text);
    return buf_err(&text, e);
}

static void begin(deciding *d, event *out, const command *c)
{
    *out = c->ev;
    out->seq = d->b->applied + 1;
    out->recorded_us = d->cx->now_us;
    out->kind = c->ev.kind;
    out->format = EVENT_FORMAT;
    d->ev = out;
    d->attr_count = c->attr_count;
    for (uint32_t i = 0; i < c->attr_count; i++) d->attrs[i] = c->attrs[i];
}

/* Funds that went into another take no flows, and the positions that the rule asks of are ready to answer. */
static err_code check_ledger(deciding *d, err *e)
{
    err_code code = check_funds_stand(d, e);
    if (code == ERR_OK) code = check_second_currency(d, e);
    if (code || !asks_ledger(d->ev->kind)) return code;
    return ledger_prepare(d->b, d->ev) ? ERR_OK : arena_err(d->b->from, e);
}

static err_code own_rule(deciding *d, err *e)
{
    decide_rule rule = decide_rules[d->ev->kind];
    CHECK(rule != NULL);
    return rule(d, e);
}

err_code book_decide(event *out, book *b, const command *c, const decide_context *cx, arena *a, err *e)
{
    static const decide_rule steps[] = {check_complete, put_actors,   resolve_references, put_id,   check_value_day,
                                        put_booked,     check_ledger, own_rule,           put_attrs};
    CHECK(c->ev.kind > KIND_NONE);
    CHECK(c->ev.kind <= KIND_LAST);
    CHECK(b->applied == 0 || cx->now_us >= book_recorded_us(b, b->applied));
    event draft;
    deciding d = {.b = b, .c = c, .info = kind_get(c->ev.kind), .cx = cx, .a = a};
    CHECK(d.info != NULL);
    err_code ready = asks_ledger(c->ev.kind) ? ledger_ready(b, e) : ERR_OK;
    if (ready) return ready;
    begin(&d, &draft, c);
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        err_code code = steps[i](&d, e);
        if (code) return code;
    }
    /* from here the event is true */
    DCHECK(event_check(&draft, NULL) == ERR_OK);
    DCHECK(cx->awaits || admit(b, &draft, NULL) == ERR_OK); /* only tried: the second person is still missing */
    *out = draft;
    return ERR_OK;
}
