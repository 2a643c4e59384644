/* faults: what is wrong with a file, where, and what to do. A wrong file never stops the others: it is told here.
 *
 * Invariant: total counts every fault, item holds the first POLICY_FAULTS_KEPT of them. */
#include "policy/policy_int.h"

#include <string.h>

/* The path below the folder of packs: the base name alone would not say which pack. */
void locus_put_path(locus *at, str path)
{
    size_t len = path.len < sizeof at->file - 1 ? path.len : sizeof at->file - 1;
    while (len < path.len && len > 0 && ((unsigned char)path.ptr[len] & 0xC0) == 0x80) len--;
    if (len > 0) memcpy(at->file, path.ptr, len);
    at->file[len] = '\0';
}

static err *keep_fault(faults *f)
{
    f->total++;
    if (f->count == POLICY_FAULTS_KEPT) return NULL;
    err *e = arena_get(f->from, sizeof *e);
    if (e == NULL || !arena_grow(f->from, (void **)&f->item, sizeof(err *), &f->room, f->count + 1)) return NULL;
    f->item[f->count++] = e;
    return e;
}

err *fault_add(faults *f, str file, uint64_t line, err_code code, const char *src_file, int src_line)
{
    CHECK(f->from != NULL);
    err *e = keep_fault(f);
    if (e == NULL) e = &f->none;
    *e = (err){.code = ERR_OK};
    err_raise(e, code, src_file, src_line);
    locus_put_path(&e->at, file);
    e->at.row = line;
    return e;
}

/* Digits before the colon of "12:5". */
static uint64_t line_of_place(const err *e)
{
    uint64_t line = 0;
    for (uint32_t i = 0; i < e->arg_count; i++) {
        if (!str_equal(str_from(e->arg[i].name), STR("place"))) continue;
        for (const char *c = e->arg[i].text; *c >= '0' && *c <= '9' && line < UINT32_MAX; c++)
            line = line * 10 + (uint64_t)(*c - '0');
    }
    return line;
}

void fault_take(faults *f, str file, uint64_t line, const err *e)
{
    uint64_t told = line_of_place(e);
    err *kept = keep_fault(f);
    CHECK(e->code != ERR_OK);
    if (kept == NULL) return;
    *kept = *e;
    locus_put_path(&kept->at, file);
    kept->at.row = told ? told : line;
}
