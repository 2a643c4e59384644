/* bridge: how one value became another: each part exact, the rest said to be unexplained. */
#include "returns/returns.h"

bool bridge_close(value_bridge *b)
{
    int128 parts = (int128)b->opening + b->contributed - b->distributed + b->realised + b->income - b->fees -
                   b->other + b->unrealised;
    int128 rest = b->closing - parts;
    if (rest > INT64_MAX || rest < INT64_MIN) return false;
    b->unexplained = (int64_t)rest;
    CHECK(parts + b->unexplained == b->closing);
    return true;
}
