/* facts: what is in force right now, by key: who holds which role, which tag an enterprise has, who is in a cluster. */
#include "book/book_int.h"

#include <string.h>

static void key_add(fact_key *key, const void *bytes, size_t len)
{
    CHECK(key->len + len <= sizeof key->bytes);
    memcpy(key->bytes + key->len, bytes, len);
    key->len += len;
}

fact_key fact_pair(char tag, seq_no a, seq_no b, int code)
{
    fact_key key = {.len = 0};
    key_add(&key, &tag, 1);
    key_add(&key, &a, sizeof a);
    key_add(&key, &b, sizeof b);
    key_add(&key, &code, sizeof code);
    return key;
}

fact_key fact_text(char tag, seq_no a, str text)
{
    CHECK(text.len <= ID_BYTES_MAX);
    fact_key key = {.len = 0};
    key_add(&key, &tag, 1);
    key_add(&key, &a, sizeof a);
    key_add(&key, text.ptr, text.len);
    return key;
}

seq_no fact_find(const book *b, const fact_key *key)
{
    uint32_t entry;
    if (!map_str_find(&entry, &b->facts, (str){key->bytes, key->len}))
        return 0;
    return entry;
}

bool fact_put(book *b, const fact_key *key, seq_no entry)
{
    str bytes = {key->bytes, key->len};
    uint32_t old;
    if (!map_str_find(&old, &b->facts, bytes)) {
        bytes = arena_str(b->from, bytes);
        if (bytes.ptr == NULL)
            return false;
    }
    return map_str_put(&b->facts, bytes, entry);
}
