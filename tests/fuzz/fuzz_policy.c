/* Files of packs: whatever stands in them, reading ends; rules that are listed as usable are those that are counted; what is
 * wrong is told. The other files are sound, so that what is read may be used. The first byte says what the rest is: a rule, parameters, sources, a shared query, a card. */
#include <stdlib.h>

#include "policy/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { FIXED = 2 };

static void print_words(buf *out, const err *e, const char *template, bool zh)
{
    (void)e;
    (void)zh;
    buf_text(out, template);
}

static uint32_t usable_of(const relation *rules)
{
    uint32_t state = rules->info->column_count, count = 0;
    while (state-- > 0 && !str_equal(str_from(rules->info->column[state].name), STR("state"))) continue;
    CHECK(state < rules->info->column_count);
    for (uint32_t i = 0; i < rules->row_count; i++)
        count += str_equal(rules->cells[(size_t)i * rules->info->column_count + state].text, STR("usable"));
    return count;
}

static void look(const policy *p, uint32_t files, arena *a)
{
    relation rules, faults;
    scorecard *card;
    if (policy_rule_count(p) > files) abort();
    if (policy_rules(&rules, p, a, NULL) != ERR_OK || policy_faults(&faults, p, NULL, print_words, a, NULL) != ERR_OK)
        return;
    if ((faults.row_count == 0) != (policy_fault_count(p) == 0)) abort();
    if (rules.row_count > files) abort();
    if (usable_of(&rules) != policy_rule_count(p)) abort();
    for (uint32_t i = 0; policy_card_at(p, i).ptr != NULL; i++)
        if (policy_card(&card, p, policy_card_at(p, i), a, NULL) == ERR_OK && card == NULL) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char *const paths[] = {"national/F-1.sql", "national/parameters.csv", "sources.csv",
                                        "queries/shared.sql", "national/cards/f/card.csv"};
    static const char rule[] =
        "-- rule: N-1\n-- zh: 一\n-- en: one\n-- clause: 第一条\n-- source: S1\n-- confidence: A\n"
        "-- severity: info\n-- jurisdiction: 100000\n-- classes: sub_fund\n-- valid: 2025-01-07..\n"
        "-- test: flag\n{shared}\n";
    static const char sources[] = "id,title,issuer,date,url\nS1,一,某部,2025-01-01,https://example.org\n";
    if (len == 0) return 0;
    policy *p;
    arena *a = arena_new("fuzz", (size_t)1 << 24);
    if (a == NULL) return 0;
    policy_file files[FIXED + 1] = {{STR("national/N-1.sql"), str_from(rule)}, {STR("sources.csv"), str_from(sources)}};
    uint32_t at = bytes[0] % COUNT_OF(paths), count = FIXED + 1;
    files[at == 2 ? 1 : FIXED] = (policy_file){str_from(paths[at]), {(const char *)bytes + 1, len - 1}};
    if (at == 2) count = FIXED;
    if (policy_read(&p, files, count, a, NULL) == ERR_OK) look(p, count, a);
    arena_free(a);
    return 0;
}
