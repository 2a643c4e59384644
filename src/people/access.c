/* access: the log of who signed in, was refused, took something out, changed people. Rows are added and never changed. */
#include "people/people_int.h"

#include <string.h>

enum { TARGET_BYTES_MAX = 1000 };

static err_code put(weir_people *p, const weir_access *a, int64_t now_us, err *e)
{
    char target[TARGET_BYTES_MAX + 1];
    str whole = str_from(a->target ? a->target : ""), part = str_slice(whole, 0, TARGET_BYTES_MAX);
    while (part.len > 0 && part.len < whole.len && ((unsigned char)whole.ptr[part.len] & 0xc0) == 0x80) part.len--;
    if (part.len > 0) memcpy(target, part.ptr, part.len);
    target[part.len] = 0;
    const bound values[] = {NUMBER_OF(now_us), TEXT_OF(a->person), TEXT_OF(a->address),        TEXT_OF(a->what),
                            TEXT_OF(target),   TEXT_OF(a->result), NUMBER_OF((int64_t)a->rows)};
    return store_do(&p->file,
                    "INSERT INTO access (at, person, address, what, target, result, rows) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    values, COUNT_OF(values), e);
}

weir_status weir_access_put(weir_people *p, const weir_access *access, int64_t now_us, weir_error **error)
{
    err e = {.code = ERR_OK};
    return put(p, access, now_us, &e) ? report_error(error, &e) : WEIR_OK;
}

/* What was done stands even when its note could not be written: the file's own failure was told already. */
void access_note(weir_people *p, const char *who, const char *address, const char *what, const char *target,
                 const char *result, int64_t now_us)
{
    const weir_access access = {.person = who, .address = address, .what = what, .target = target, .result = result};
    err_code code = put(p, &access, now_us, NULL);
    (void)code;
}

weir_status weir_access_list(weir_people *p, uint64_t before, uint64_t limit, weir_lang lang, weir_format format,
                             weir_sink out, weir_error **error)
{
    static const listing_column columns[] = {{"no", "号", "no"},           {"at", "时间", "at"},
                                             {"person", "人员", "person"}, {"address", "地址", "address"},
                                             {"what", "事项", "what"},     {"target", "对象", "target"},
                                             {"result", "结果", "result"}, {"rows", "行数", "rows"}};
    static const char sql[] = "SELECT no, strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000000, 'unixepoch'), person, address, "
                              "what, target, result, rows"
                              " FROM access WHERE (?1 = 0 OR no < ?1) ORDER BY no DESC LIMIT ?2";
    const bound values[] = {NUMBER_OF((int64_t)(before & INT64_MAX)), NUMBER_OF((int64_t)(limit & INT64_MAX))};
    const people_list asked = {
        .sql = sql, .values = values, .value_count = 2, .columns = columns, .column_count = COUNT_OF(columns)};
    return people_print(p, &asked, lang, format, out, error);
}
