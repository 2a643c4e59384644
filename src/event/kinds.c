/* kinds: the table of kinds and of their fields, from kinds.def.
 *
 * A kind's fields are its own, in the order of kinds.def, then the common ones. A common field is left out where an own
 * field stands on its column; attrs have no column to take, so `note` always stays; `booked` is for kinds that have an
 * accounting day. Joining the two lists is all that happens before main: after it the tables are never written again,
 * so any thread may read them.
 *
 * Invariants: one row a number (a second one does not compile); a kind's fields are contiguous; at most FIELDS_MAX. */
#include "event/event.h"

#include <assert.h>

/* What the `list` cell of a FIELD row means depends on its type. */
#define USES_ENUM(cell) .list = LIST_##cell
#define USES_REF(cell) .refers = THING_##cell
#define USES_ID(cell) .list = LIST_##cell
#define USES_TEXT(cell) .list = LIST_##cell
#define USES_ENTRY(cell) .list = LIST_##cell
#define USES_DAY(cell) .list = LIST_##cell
#define USES_DATE(cell) .list = LIST_##cell
#define USES_PERIOD(cell) .list = LIST_##cell
#define USES_AMOUNT(cell) .list = LIST_##cell
#define USES_MONEY(cell) .list = LIST_##cell
#define USES_BALANCE(cell) .list = LIST_##cell
#define USES_LIMIT(cell) .list = LIST_##cell
#define USES_YUAN(cell) .list = LIST_##cell
#define USES_FOREIGN(cell) .list = LIST_##cell
#define USES_SHARE(cell) .list = LIST_##cell
#define USES_RATIO(cell) .list = LIST_##cell
#define USES_COUNT(cell) .list = LIST_##cell
#define USES_CODE(cell) .list = LIST_##cell
#define USES_REGION(cell) .list = LIST_##cell
#define USES_USCC(cell) .list = LIST_##cell
#define USES_COMPARATOR(cell) .list = LIST_##cell

enum { NEED_MAY = 0, NEED_MUST = 1, STATE_LATER = 0, STATE_NOW = 1 };

typedef struct own_field {
    kind of;
    field_info field;
} own_field;

static const own_field OWN[] = {
#define FIELD(ident, field_name, col, kind_of_text, cell, need, title_zh, title_en)                                    \
    {KIND_##ident,                                                                                                     \
     {.name = (field_name),                                                                                            \
      .column = COLUMN_##col,                                                                                          \
      .type = TYPE_##kind_of_text,                                                                                     \
      USES_##kind_of_text(cell),                                                                                       \
      .required = NEED_##need,                                                                                         \
      .zh = (title_zh),                                                                                                \
      .en = (title_en)}},
#include "event/kinds.def"
};
static const field_info COMMON_FIELD[] = {
#define COMMON(field_name, col, kind_of_text, cell, title_zh, title_en)                                                \
    {.name = (field_name),                                                                                             \
     .column = COLUMN_##col,                                                                                           \
     .type = TYPE_##kind_of_text,                                                                                      \
     USES_##kind_of_text(cell),                                                                                        \
     .zh = (title_zh),                                                                                                 \
     .en = (title_en)},
#include "event/kinds.def"
};
static kind_info info_of[KIND_LAST + 1] = {
#define EVENT(number, wire_name, ident, family_name, state, decide, apply, title_zh, title_en)                         \
    [number] = {.kind = KIND_##ident,                                                                                  \
                .wire = (wire_name),                                                                                   \
                .family = FAMILY_##family_name,                                                                        \
                .works = STATE_##state,                                                                                \
                .zh = (title_zh),                                                                                      \
                .en = (title_en)},
#include "event/kinds.def"
};
static const struct {
    kind by;
    thing_class what;
} REGISTERS[] = {
    {KIND_PARTY_REGISTERED, THING_party}, {KIND_CLUSTER_DEFINED, THING_cluster}, {KIND_DOCUMENT_FILED, THING_document},
    {KIND_PROGRAM_NAMED, THING_program},  {KIND_MEASURE_ADOPTED, THING_measure}, {KIND_TARGET_SET, THING_target},
    {KIND_PROJECT_LISTED, THING_project}, {KIND_ACTOR_REGISTERED, THING_actor},
};
static_assert(KIND_LAST <= UINT16_MAX, "a kind is two bytes on disk");
static_assert(FIELDS_MAX <= 64, "command.given has a bit for each field");

static field_info fields[COUNT_OF(OWN) + (KIND_LAST + 1) * COUNT_OF(COMMON_FIELD)];

static bool has_accounting_day(const kind_info *k)
{
    return k->family == FAMILY_CAPITAL || k->family == FAMILY_REINVESTMENT || k->family == FAMILY_SUPPORT ||
           k->kind == KIND_ENTRY_REVERSED;
}

static bool takes_common(const kind_info *k, uint32_t own_count, const field_info *common)
{
    if (common->column == COLUMN_ATTR) return true;
    if (common->column == COLUMN_BOOKED && !has_accounting_day(k)) return false;
    for (uint32_t i = 0; i < own_count; i++)
        if (k->field[i].column == common->column) return false;
    return true;
}

/* Puts the kind's fields at `to` and returns where the next kind's go. */
static field_info *join_fields(kind_info *k, field_info *to)
{
    k->field = to;
    for (size_t i = 0; i < COUNT_OF(OWN); i++)
        if (OWN[i].of == k->kind) *to++ = OWN[i].field;
    uint32_t own_count = (uint32_t)(to - k->field);
    for (size_t i = 0; i < COUNT_OF(COMMON_FIELD); i++)
        if (takes_common(k, own_count, &COMMON_FIELD[i])) *to++ = COMMON_FIELD[i];
    k->field_count = (uint32_t)(to - k->field);
    CHECK(k->field_count <= FIELDS_MAX);
    return to;
}

__attribute__((constructor)) static void join_tables(void)
{
    field_info *to = fields;
    for (int number = 1; number <= KIND_LAST; number++)
        if (info_of[number].kind != KIND_NONE) to = join_fields(&info_of[number], to);
    CHECK(to <= fields + COUNT_OF(fields));
    for (size_t i = 0; i < COUNT_OF(REGISTERS); i++) info_of[REGISTERS[i].by].registers = REGISTERS[i].what;
}

const kind_info *kind_get(kind k)
{
    if ((int)k <= KIND_NONE || k > KIND_LAST) return NULL;
    const kind_info *found = &info_of[k];
    CHECK(found->kind == KIND_NONE || found->field_count > 0);
    return found->kind == k ? found : NULL;
}

const kind_info *kind_next(const kind_info *after)
{
    int number = after == NULL ? 0 : (int)after->kind;
    CHECK(number >= 0);
    CHECK(number <= KIND_LAST);
    while (++number <= KIND_LAST)
        if (info_of[number].kind != KIND_NONE) return &info_of[number];
    return NULL;
}

static bool says(const char *title, str word)
{
    return str_equal_fold(str_from(title), word);
}

const kind_info *kind_find(str word)
{
    str trimmed = str_trim(word);
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k))
        if (says(k->wire, trimmed) || says(k->zh, trimmed) || says(k->en, trimmed)) return k;
    return NULL;
}

const field_info *field_find(const kind_info *k, str word)
{
    CHECK(k != NULL);
    str trimmed = str_trim(word);
    for (uint32_t i = 0; i < k->field_count; i++)
        if (says(k->field[i].name, trimmed)) return &k->field[i];
    for (uint32_t i = 0; i < k->field_count; i++)
        if (says(k->field[i].zh, trimmed) || says(k->field[i].en, trimmed)) return &k->field[i];
    return NULL;
}

bool kind_is_fund_class(int party_class)
{
    return party_class == PARTY_MOTHER_FUND || party_class == PARTY_SUB_FUND || party_class == PARTY_DIRECT_FUND;
}
