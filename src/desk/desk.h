/* desk: drafts, their attachments and history, in a file beside the book. What it offers is weir_desk.h. */
#ifndef WEIR_DESK_DESK_H
#define WEIR_DESK_DESK_H

#include "weir_desk.h"

#endif
