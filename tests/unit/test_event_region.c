/* region: places, places that are gone, counties by their prefix, and what is no place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "event/event.h"

static void known_and_named(void **state)
{
    (void)state;
    static const struct {
        const char *code, *name; /* "" = unknown */
    } CASE[] = {
        {"100000", "全国"},
        {"440000", "广东省"},
        {"440300", "深圳市"},
        {"340100", "合肥市"},
        {"110000", "北京市"},
        {"110100", "北京市"},
        {"110108", "北京市"},
        {"500200", "重庆市"},
        {"500243", "重庆市"},
        {"659001", "新疆维吾尔自治区"},
        {"710101", "台湾省"},
        {"810000", "香港特别行政区"},
        {"440305", "深圳市"},
        {"449999", "广东省"},
        {"371200", "莱芜市"},
        {"371202", "莱芜市"},
        {"132100", "邯郸地区"},
        {"449900", ""},
        {"100001", ""},
        {"100100", ""},
        {"000000", ""},
        {"990101", ""},
        {"160000", ""},
        {"44030", ""},
        {"4403000", ""},
        {"44030a", ""},
        {"", ""},
        {" 40300", ""},
        {"+40300", ""},
        {"深圳", ""},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        str code = str_from(CASE[i].code);
        assert_int_equal(region_known(code), CASE[i].name[0] != '\0');
        str name = region_name(code);
        assert_int_equal(name.len, strlen(CASE[i].name));
        assert_memory_equal(name.ptr, CASE[i].name, name.len);
    }
}

/* Every line of the table: rising, six digits, named, under a province of its own. */
static void table_is_whole(void **state)
{
    (void)state;
    static const struct {
        int code;
        const char *name;
        const char *standing;
    } ROW[] = {
#define REGION(number, title, state) {number, title, #state},
#include "event/region.def"
#undef REGION
    };
    size_t headings = 0, gone = 0;
    assert_true(COUNT_OF(ROW) > 500);
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        if (i > 0) assert_true(ROW[i].code > ROW[i - 1].code);
        assert_true(ROW[i].code >= 100000 && ROW[i].code <= 999999);
        assert_int_equal(ROW[i].code % 100, 0);
        assert_true(strlen(ROW[i].name) > 0);
        headings += strcmp(ROW[i].standing, "HEADING") == 0;
        gone += strcmp(ROW[i].standing, "GONE") == 0;
        char code[8] = {0};
        for (int digit = 5, rest = ROW[i].code; digit >= 0; digit--, rest /= 10) code[digit] = (char)('0' + rest % 10);
        assert_true(region_known(str_from(code)));
        assert_true(region_name(str_from(code)).len > 0);
    }
    assert_int_equal(headings, 9);
    assert_int_equal(gone, 193);
    assert_int_equal(COUNT_OF(ROW) - headings - gone, 368); /* 367 of GB/T 2260 and the country */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_and_named), cmocka_unit_test(table_is_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
