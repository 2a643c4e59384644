/* look: the list of this room's relations, in the order of the tour, and the kinds that each of them reads. */
#include "look/look.h"

const view *look_at(uint32_t index)
{
    (void)index;
    return NULL;
}
