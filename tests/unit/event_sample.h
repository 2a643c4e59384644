/* event_sample: random but valid events of any working kind, the same for the same seed; and are two events equal? */
#ifndef WEIR_TESTS_EVENT_SAMPLE_H
#define WEIR_TESTS_EVENT_SAMPLE_H

#include "event/event.h"

uint64_t sample_next(uint64_t *state);                  /* xorshift; state != 0 */
uint32_t sample_below(uint64_t *state, uint32_t count); /* 0 … count − 1 */
/* A row that event_check passes: every required field, every other one half of the time. Texts live in a. seq > 1. */
void sample_event(event *out, kind k, seq_no seq, uint64_t *state, arena *a);
bool sample_equal(const event *a, const event *b);

#endif
