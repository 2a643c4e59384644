/* kinds and enums: the tables say what kinds.def and enums.def say, and every word finds its way back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "event/event.h"

static void numbers_rise(void **state)
{
    (void)state;
    static const int NUMBER[] = {
#define EVENT(number, wire, ident, family, works, decide, apply, zh, en) number,
#include "event/kinds.def"
    };
    const kind_info *k = NULL;
    for (size_t i = 0; i < COUNT_OF(NUMBER); i++) {
        if (i > 0) assert_true(NUMBER[i] > NUMBER[i - 1]);
        k = kind_next(k);
        assert_non_null(k);
        assert_int_equal(k->kind, NUMBER[i]);
    }
    assert_null(kind_next(k));
    assert_int_equal(NUMBER[COUNT_OF(NUMBER) - 1], KIND_LAST);
}

static void numbers_that_are_no_kind(void **state)
{
    (void)state;
    static const int NO_KIND[] = {-1, 0, 16, 19, 88, 99, KIND_LAST + 1, 65535};
    for (size_t i = 0; i < COUNT_OF(NO_KIND); i++) assert_null(kind_get((kind)NO_KIND[i]));
    assert_ptr_equal(kind_get(KIND_TARGET_SET), kind_find(STR("target.set")));
}

static void every_title_finds_its_kind(void **state)
{
    (void)state;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k)) {
        assert_ptr_equal(kind_get(k->kind), k);
        assert_ptr_equal(kind_find(str_from(k->wire)), k);
        assert_ptr_equal(kind_find(str_from(k->zh)), k);
        assert_ptr_equal(kind_find(str_from(k->en)), k);
    }
    assert_ptr_equal(kind_find(STR("  Party.Registered ")), kind_get(KIND_PARTY_REGISTERED));
    assert_null(kind_find(STR("party")));
    assert_null(kind_find(STR("")));
}

static void every_word_finds_its_field(void **state)
{
    (void)state;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k)) {
        assert_true(k->field_count > 0);
        assert_true(k->field_count <= FIELDS_MAX);
        for (uint32_t i = 0; i < k->field_count; i++) {
            const field_info *f = &k->field[i];
            assert_ptr_equal(field_find(k, str_from(f->name)), f);
            assert_ptr_equal(field_find(k, str_from(f->zh)), f);
        }
    }
    const kind_info *k = kind_get(KIND_COMMITMENT_SIGNED);
    assert_string_equal(field_find(k, STR(" INVESTOR "))->name, "investor");
    assert_string_equal(field_find(k, STR("认缴金额"))->name, "amount");
    assert_string_equal(field_find(k, STR("Commitment"))->name, "amount");
    assert_null(field_find(k, STR("share")));
}

/* Two fields on one column would overwrite each other; an enum without list or a reference without class says nothing. */
static void fields_are_whole(void **state)
{
    (void)state;
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k)) {
        bool taken[COLUMN_CITE_CONFIDENCE + 1] = {false};
        bool needs = false;
        for (uint32_t i = 0; i < k->field_count; i++) {
            const field_info *f = &k->field[i];
            assert_false(f->column != COLUMN_ATTR && taken[f->column]);
            taken[f->column] = true;
            assert_int_equal(f->type == TYPE_ENUM, f->list != LIST_none);
            assert_int_equal(f->type == TYPE_REF, f->refers != THING_none);
            needs = needs || f->required;
        }
        assert_true(taken[COLUMN_EFFECTIVE]);
        assert_int_equal(needs, k->works);
        assert_string_equal(k->field[k->field_count - 1].name, "note");
    }
}

static void common_fields_give_way(void **state)
{
    (void)state;
    static const struct {
        kind k;
        const char *field;
        bool there;
    } CASE[] = {
        {KIND_PARTY_REGISTERED, "date", true},       {KIND_PARTY_REGISTERED, "booked", false},
        {KIND_INDICATOR_OBSERVED, "date", false},    {KIND_INDICATOR_OBSERVED, "period", true},
        {KIND_PERIOD_CLOSED, "date", false},         {KIND_REPORT_FILED, "date", false},
        {KIND_REPORT_FILED, "published", true},      {KIND_COMMITMENT_SIGNED, "booked", true},
        {KIND_ENTRY_REVERSED, "booked", true},       {KIND_PERIOD_CLOSED, "booked", false},
        {KIND_REINVESTMENT_CLAIMED, "booked", true}, {KIND_GRANT_PAID, "booked", true},
        {KIND_STAKE_REPORTED, "booked", false},      {KIND_CONTROL_SET, "note", true},
        {KIND_CONTROL_SET, "confidence", true},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_int_equal(field_find(kind_get(CASE[i].k), str_from(CASE[i].field)) != NULL, CASE[i].there);
    assert_int_equal(kind_get(KIND_CLAIM_CONFIRMED)->field_count, 10); /* nothing but the common ones without booked */
}

static void own_fields_come_first(void **state)
{
    (void)state;
    static const char *const ORDER[] = {"investor",  "fund",         "amount",     "date",       "booked",
                                        "published", "source_title", "source_url", "source_row", "source_words",
                                        "span",      "document",     "confidence", "note"};
    const kind_info *k = kind_get(KIND_COMMITMENT_SIGNED);
    assert_int_equal(k->field_count, COUNT_OF(ORDER));
    for (uint32_t i = 0; i < k->field_count; i++) assert_string_equal(k->field[i].name, ORDER[i]);
    assert_true(k->field[0].required);
    assert_false(k->field[3].required);
    assert_int_equal(k->field[1].refers, THING_fund);
    assert_int_equal(k->field[12].list, LIST_confidence);
}

static void what_comes_into_being(void **state)
{
    (void)state;
    static const thing_class THING[] = {[KIND_PARTY_REGISTERED] = THING_party,
                                        [KIND_CLUSTER_DEFINED] = THING_cluster,
                                        [KIND_DOCUMENT_FILED] = THING_document,
                                        [KIND_PROGRAM_NAMED] = THING_program,
                                        [KIND_MEASURE_ADOPTED] = THING_measure,
                                        [KIND_TARGET_SET] = THING_target,
                                        [KIND_PROJECT_LISTED] = THING_project,
                                        [KIND_ACTOR_REGISTERED] = THING_actor,
                                        [KIND_LAST] = THING_none};
    for (const kind_info *k = kind_next(NULL); k != NULL; k = kind_next(k))
        assert_int_equal(k->registers, THING[k->kind]);
}

static void fund_classes(void **state)
{
    (void)state;
    for (int class = 0; class < 14; class ++)
        assert_int_equal(kind_is_fund_class(class), class >= PARTY_MOTHER_FUND && class <= PARTY_DIRECT_FUND);
}

static void every_item_finds_its_number(void **state)
{
    (void)state;
#define ENUM_BEGIN(list)
#define ITEM(list, number, word, zh, en)                                                                               \
    assert_int_equal(enum_find(LIST_##list, STR(word)), number);                                                       \
    assert_int_equal(enum_find(LIST_##list, STR(zh)), number);                                                         \
    assert_int_equal(enum_find(LIST_##list, STR(en)), number);                                                         \
    assert_string_equal(enum_word(LIST_##list, number), word);                                                         \
    assert_string_equal(enum_title(LIST_##list, number, true), zh);                                                    \
    assert_string_equal(enum_title(LIST_##list, number, false), en);
#define ENUM_END(list) assert_null(enum_word(LIST_##list, 0));
#include "event/enums.def"
}

static void enum_edges(void **state)
{
    (void)state;
    assert_int_equal(enum_find(LIST_stage, STR(" Formed\t")), 6);
    assert_int_equal(enum_find(LIST_stage, STR("")), 0);
    assert_int_equal(enum_find(LIST_stage, STR("fund")), 0);
    assert_int_equal(enum_find(LIST_none, STR("yes")), 0);
    assert_null(enum_word(LIST_yes_no, 3));
    assert_null(enum_title(LIST_yes_no, -1, true));
    assert_string_equal(enum_words(LIST_yes_no), "yes | no");
    assert_string_equal(enum_words(LIST_inside), "inside | outside");
    assert_string_equal(enum_words(LIST_none), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_rise),
        cmocka_unit_test(numbers_that_are_no_kind),
        cmocka_unit_test(every_title_finds_its_kind),
        cmocka_unit_test(every_word_finds_its_field),
        cmocka_unit_test(fields_are_whole),
        cmocka_unit_test(common_fields_give_way),
        cmocka_unit_test(own_fields_come_first),
        cmocka_unit_test(what_comes_into_being),
        cmocka_unit_test(fund_classes),
        cmocka_unit_test(every_item_finds_its_number),
        cmocka_unit_test(enum_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
