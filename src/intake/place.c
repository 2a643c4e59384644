/* place: header → field.
 *
 * A header is first looked up among the mapping's renames. Then: headers that begin with "_" and the two columns that a
 * report of errors adds are ignored; a field's name or title wins; then kind, unit, qualifier; then a field with its unit
 * in brackets, "金额(万元)". A unit where a field can take none, or one that nobody knows, is not passed over.
 *
 * Invariants: TARGET_FIELD has a field of that very kind; a unit only stands with fields that take one. */
#include "intake/intake_int.h"

typedef struct special {
    target is;
    const char *en, *zh;
} special;
static const special SPECIAL[] = {
    {TARGET_KIND, "kind", "种类"},
    {TARGET_UNIT, "unit", "单位"},
    {TARGET_QUALIFIER, "qualifier", "限定词"},
    {TARGET_SEQ, "seq", "序号"},
    {TARGET_MAKER, "maker", "经办"},
    {TARGET_APPROVER, "approver", "复核"},
    {TARGET_RECORDED, "recorded", "录入时刻"},
};

static bool has_amount(const kind_info *k)
{
    for (uint32_t i = 0; i < k->field_count; i++)
        if (k->field[i].column == COLUMN_AMOUNT) return true;
    return false;
}

static target find_special(const reader *r, const kind_info *k, str word)
{
    for (size_t i = 0; i < COUNT_OF(SPECIAL); i++) {
        const special *s = &SPECIAL[i];
        if (!str_equal_fold(word, str_from(s->en)) && !str_equal(word, str_from(s->zh))) continue;
        if (s->is >= TARGET_SEQ) return r->out->is_journal ? s->is : TARGET_UNKNOWN;
        bool of_amount = s->is == TARGET_UNIT || s->is == TARGET_QUALIFIER;
        return of_amount && k && !has_amount(k) ? TARGET_UNKNOWN : s->is;
    }
    return TARGET_UNKNOWN;
}

static bool is_money_like(field_type type)
{
    return type == TYPE_AMOUNT || type == TYPE_MONEY || type == TYPE_BALANCE || type == TYPE_LIMIT ||
           type == TYPE_YUAN || type == TYPE_FOREIGN;
}

/* Gives a field the unit that stood in its header. Shares are percent and counts are counts already: there the unit says
 * nothing new and is only checked. */
static void set_unit(place *p, str said)
{
    CHECK(p->field != NULL);
    unit_code code;
    int64_t factor;
    bool is_money = is_money_like(p->field->type);
    unit_code wanted = p->field->type == TYPE_SHARE ? UNIT_PERCENT : UNIT_COUNT;
    bool is_known = unit_parse(&code, &factor, said, NULL) == ERR_OK;
    p->is = is_known && (is_money || (code == wanted && factor == 1)) ? TARGET_FIELD : TARGET_BAD_UNIT;
    if (is_money) p->unit = said;
}

static bool takes_unit(const field_info *f)
{
    return is_money_like(f->type) || f->type == TYPE_SHARE || f->type == TYPE_COUNT;
}

static size_t opening_bytes(str s)
{
    return str_starts(s, STR("(")) || str_starts(s, STR("[")) ? 1 : str_starts(s, STR("（")) ? STR("（").len : 0;
}

static size_t closing_bytes(str s)
{
    return str_ends(s, STR(")")) || str_ends(s, STR("]")) ? 1 : str_ends(s, STR("）")) ? STR("）").len : 0;
}

/* "value(%(同比))" is cut at its first bracket before which stands a field. */
static void resolve_with_unit(place *out, const kind_info *k, str word)
{
    size_t closing = closing_bytes(word);
    if (closing == 0) return;
    for (size_t at = 0; at < word.len - closing; at++) {
        size_t opening = opening_bytes(str_slice(word, at, word.len));
        if (opening == 0) continue;
        str said = str_trim(str_slice(word, at + opening, word.len - closing));
        const field_info *f = field_find(k, str_trim(str_slice(word, 0, at)));
        if (!f || !takes_unit(f) || said.len == 0) continue;
        out->field = f;
        set_unit(out, said);
        return;
    }
}

void place_resolve(place *out, const reader *r, const kind_info *k, str word)
{
    *out = (place){.field = k ? field_find(k, word) : NULL};
    out->is = out->field ? TARGET_FIELD : find_special(r, k, word);
    if (out->is == TARGET_UNKNOWN && k) resolve_with_unit(out, k, word);
}

static const renaming *find_rename(const mapping *m, str header)
{
    for (uint32_t i = 0; i < m->renaming_count; i++)
        if (str_equal_fold(m->renaming[i].foreign, header)) return &m->renaming[i];
    return NULL;
}

static bool is_ignored(str header)
{
    return str_starts(header, STR("_")) || str_equal(header, STR("error_zh")) || str_equal(header, STR("error_en"));
}

static void find_place(place *out, const reader *r, const kind_info *k, str header)
{
    const renaming *renamed = find_rename(&r->map, header);
    bool ignored = renamed ? str_equal(renamed->target, STR("-")) : is_ignored(header);
    if (ignored)
        *out = (place){.is = TARGET_IGNORED};
    else
        place_resolve(out, r, k, renamed ? renamed->target : header);
}

static bool is_same_target(const reader *r, const kind_info *k, const place *p, str word)
{
    place other;
    place_resolve(&other, r, k, word);
    return other.is == p->is && other.field == p->field;
}

static bool attach_changes(place *p, const reader *r, const kind_info *k, arena *a)
{
    const mapping *m = &r->map;
    if (m->translation_count == 0) return true;
    change *list = arena_get(a, sizeof *list * m->translation_count);
    if (!list) return false;
    for (uint32_t i = 0; i < m->translation_count; i++)
        if (is_same_target(r, k, p, m->translation[i].target)) list[p->change_count++] = m->translation[i].change;
    p->change = list;
    return true;
}

static bool remember(reader *r, place *p, uint32_t slot)
{
    void *items = r->place;
    if (!arena_grow(r->a, &items, sizeof(place *), &r->place_room, r->place_count + 1)) return false;
    r->place = items;
    r->place[r->place_count] = p;
    return map_str_put(&r->place_index[slot], p->header, r->place_count++);
}

static place *make_place(reader *r, const kind_info *k, str header, uint32_t slot, arena *passing)
{
    place found;
    find_place(&found, r, k, header);
    bool lasts = found.is != TARGET_UNKNOWN && found.is != TARGET_IGNORED;
    arena *a = lasts ? r->a : passing;
    place *p = arena_get(a, sizeof *p);
    if (!p) return NULL;
    *p = found;
    p->header = arena_str(a, header);
    if (!p->header.ptr || !attach_changes(p, r, k, a)) return NULL;
    return !lasts || remember(r, p, slot) ? p : NULL;
}

err_code place_get(const place **out, reader *r, const kind_info *k, str header, arena *passing)
{
    str word = str_trim(header);
    uint32_t slot = k ? (uint32_t)k->kind : KIND_NONE;
    CHECK(slot <= KIND_LAST);
    map_str *known = &r->place_index[slot];
    uint32_t index;
    if (known->from == NULL) map_str_init(known, r->a);
    if (map_str_find(&index, known, word)) {
        CHECK(index < r->place_count);
        *out = r->place[index];
        return ERR_OK;
    }
    *out = make_place(r, k, word, slot, passing);
    return *out ? ERR_OK : arena_err(r->a, r->fault);
}

str place_translate(const place *p, str text)
{
    for (uint32_t i = 0; i < p->change_count; i++)
        if (str_equal(p->change[i].from, text)) return p->change[i].to;
    return text;
}
