/* Amounts for people: which unit, and whether it is said in the cell.
 *
 * Why: 元, 万元 and 亿元 are a choice of the reader and only move the decimal point; percent, points and counts are never
 * scaled. Invariant: the digits are exact whatever the unit. */
#include "report/report.h"

#include "report/report_int.h"

static bool is_money(unit_code code)
{
    return code > UNIT_NONE && code < 1000; /* ISO 4217 numeric */
}

static int shift_of(money_unit show)
{
    return show == SHOW_YI ? 8 : show == SHOW_WAN ? 4 : 0;
}

/* × keeps "12.8 100m yuan" from reading as two numbers. */
static const char *scale_word(money_unit show, bool zh)
{
    if (show == SHOW_YI) return zh ? "亿" : "×100m ";
    if (show == SHOW_WAN) return zh ? "万" : "×10k ";
    return "";
}

enum { WORD_BYTES_MAX = 64 };

/* 亿元, ×100m yuan, %, pp, 个: terminated, as figure_print wants it. */
static void copy_word(char word[WORD_BYTES_MAX], unit_code unit_shown, money_unit show, bool zh)
{
    const unit *u = unit_get(unit_shown);
    const char *part[2] = {"", ""};
    if (u != NULL) {
        part[0] = is_money(unit_shown) ? scale_word(show, zh) : "";
        part[1] = unit_shown == UNIT_POINT && !zh ? "pp" : zh ? u->zh : u->en; /* pp: as people write it */
    }
    size_t len = 0;
    for (size_t i = 0; i < COUNT_OF(part); i++)
        for (const char *c = part[i]; *c != '\0'; c++) {
            CHECK(len + 1 < WORD_BYTES_MAX);
            word[len++] = *c;
        }
    word[len] = '\0';
}

void unit_word_print(buf *out, unit_code unit_shown, money_unit show, bool zh)
{
    char word[WORD_BYTES_MAX];
    copy_word(word, unit_shown, show, zh);
    buf_text(out, word);
}

void cell_amount_print(buf *out, const cell *c, unit_code unit_below, money_unit show, bool zh)
{
    CHECK(c->type == CELL_INTERVAL);
    char word[WORD_BYTES_MAX] = "";
    if (c->unit != unit_below) copy_word(word, c->unit, show, zh);
    figure_style style = {.shift = shift_of(show), .grouped = true, .zh = zh, .unit = word};
    figure_print(out, c->interval, c->unit, c->q, &style);
}

void report_interval(buf *out, interval x, unit_code unit_shown, money_unit show, bool zh)
{
    char word[WORD_BYTES_MAX];
    copy_word(word, unit_shown, show, zh);
    figure_style style = {.shift = shift_of(show), .grouped = true, .zh = zh, .unit = word};
    figure_print(out, x, unit_shown, QUALIFIER_NONE, &style);
}
