/* Bytes that event_decode takes are the bytes that event_encode writes; and such an event prints as a line of JSON. */
#include <stdlib.h>

#include "event/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static str some_id(void *self, seq_no seq)
{
    (void)self;
    (void)seq;
    return STR("id");
}

static void encode_again(const event *ev, str input)
{
    arena *a = arena_new("fuzz", (size_t)4 << 20);
    if (a == NULL) return;
    buf again, line;
    buf_init(&again, a, (size_t)1 << 20);
    buf_init(&line, a, (size_t)1 << 20);
    if (event_encode(&again, ev, NULL) != ERR_OK || !str_equal(buf_view(&again), input)) abort();
    event_json(&line, ev, some_id, NULL);
    if (line.failed || !utf8_valid(buf_view(&line))) abort();
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    event ev;
    str input = {(const char *)bytes, len};
    if (event_decode(&ev, input, NULL) == ERR_OK) encode_again(&ev, input);
    return 0;
}
