/* enums: the closed lists of enums.def: number ↔ word ↔ titles.
 *
 * Invariant: a list is numbered 1, 2, 3 … without gaps, so that a number is a place in its table (checked at each use;
 * enums.def is append only, so a gap can only be a slip of the pen). */
#include "event/event.h"

#include <assert.h>

typedef struct item {
    int number;
    const char *word, *zh, *en;
} item;
typedef struct list_table {
    const item *item;
    int count;
    const char *words; /* " | a | b": the first bar is skipped when it is handed out */
} list_table;

#define ENUM_BEGIN(list) static const item ITEMS_##list[] = {
#define ITEM(list, number, word, zh, en) {(number), (word), (zh), (en)},
#define ENUM_END(list)                                                                                                 \
    }                                                                                                                  \
    ;
#include "event/enums.def"

enum { BAR_BYTES = 3 }; /* of " | " */
#define ENUM_BEGIN(list) static const char WORDS_##list[] = ""
#define ITEM(list, number, word, zh, en) " | " word
#define ENUM_END(list) ;
#include "event/enums.def"

static const list_table TABLE[LIST_COUNT] = {
#define ENUM_BEGIN(list) [LIST_##list] = {ITEMS_##list, (int)COUNT_OF(ITEMS_##list), WORDS_##list},
#define ITEM(list, number, word, zh, en)
#define ENUM_END(list)
#include "event/enums.def"
};

static const list_table *table_of(enum_list list)
{
    CHECK((int)list >= 0);
    CHECK(list < LIST_COUNT);
    return &TABLE[list];
}

static const item *item_of(enum_list list, int number)
{
    const list_table *table = table_of(list);
    if (number < 1 || number > table->count) return NULL;
    const item *found = &table->item[number - 1];
    CHECK(found->number == number);
    return found;
}

const char *enum_word(enum_list list, int number)
{
    const item *found = item_of(list, number);
    return found == NULL ? NULL : found->word;
}

const char *enum_title(enum_list list, int number, bool zh)
{
    const item *found = item_of(list, number);
    if (found == NULL) return NULL;
    return zh ? found->zh : found->en;
}

int enum_find(enum_list list, str word)
{
    const list_table *table = table_of(list);
    str trimmed = str_trim(word);
    for (int i = 0; i < table->count; i++) {
        const item *at = &table->item[i];
        if (str_equal_fold(str_from(at->word), trimmed) || str_equal_fold(str_from(at->zh), trimmed) ||
            str_equal_fold(str_from(at->en), trimmed))
            return at->number;
    }
    return 0;
}

const char *enum_words(enum_list list)
{
    const list_table *table = table_of(list);
    return table->words == NULL ? "" : table->words + BAR_BYTES;
}
