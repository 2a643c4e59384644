/* show: drafts as lists, and one with all that belongs to it. */
#include "desk/desk_int.h"

static const listing_column draft_columns[] = {{"id", "草稿", "draft"},
                                               {"version", "版", "version"},
                                               {"state", "状态", "state"},
                                               {"maker", "经办", "maker"},
                                               {"first_checker", "首位复核", "first checker"},
                                               {"checker", "复核", "checker"},
                                               {"file", "文件", "file"},
                                               {"kind", "种类", "kind"},
                                               {"rows", "行数", "rows"},
                                               {"largest_fen", "最大金额(分)", "largest amount (fen)"},
                                               {"checkers_needed", "须几人复核", "checkers needed"},
                                               {"made", "建立", "made"},
                                               {"changed", "变动", "changed"},
                                               {"first_seq", "首条凭证", "first entry"},
                                               {"last_seq", "末条凭证", "last entry"},
                                               {"note", "附言", "note"}};
#define DRAFT_COLUMNS                                                                                                  \
    "id, version, CASE state WHEN 1 THEN 'waiting' WHEN 2 THEN 'second' WHEN 3 THEN 'returned' WHEN 4 THEN 'posted'"   \
    " WHEN 5 THEN 'withdrawn' END, maker, first_checker, checker, file, kind, rows,"                                   \
    " CASE largest WHEN 9223372036854775807 THEN 0 ELSE largest END, needed,"                                          \
    " strftime('%Y-%m-%dT%H:%M:%SZ', made / 1000000, 'unixepoch'),"                                                    \
    " strftime('%Y-%m-%dT%H:%M:%SZ', changed / 1000000, 'unixepoch'), first_seq, last_seq, note"
static const listing_column history_columns[] = {
    {"at", "时间", "at"}, {"who", "何人", "who"}, {"what", "何事", "what"}, {"words", "理由", "words"}};
static const listing_column attachment_columns[] = {
    {"hash", "哈希", "hash"}, {"name", "名称", "name"}, {"type", "类型", "type"}, {"bytes", "字节", "bytes"}};

static report_format format_of(weir_format format)
{
    return format == WEIR_JSON ? REPORT_JSON : format == WEIR_CSV ? REPORT_CSV : REPORT_TABLE;
}

static err_code list_one(buf *out, weir_desk *d, const char *sql, uint64_t id, const listing_column *columns,
                         size_t count, weir_lang lang, weir_format format, arena *a, err *e)
{
    const bound values[] = {NUMBER_OF((int64_t)(id & INT64_MAX))};
    const list_request asked = {.sql = sql,
                                .values = values,
                                .value_count = 1,
                                .columns = columns,
                                .column_count = count,
                                .zh = lang == WEIR_ZH,
                                .format = format_of(format)};
    return store_list(out, &d->file, &asked, a, e);
}

static void put_part(buf *out, const char *name, bool is_json)
{
    if (!is_json) {
        buf_char(out, '\n');
        return;
    }
    buf_text(out, ",\n");
    buf_json(out, str_from(name));
    buf_char(out, ':');
}

/* JSON: {"draft":[{…}],"text":"…","history":[…],"attachments":[…]}. For people the same as tables, then the text. */
static err_code print(buf *out, weir_desk *d, const draft *is, weir_lang lang, weir_format format, arena *a, err *e)
{
    bool is_json = format == WEIR_JSON;
    uint64_t id = is->is.id;
    str rows;
    err_code code = text_decode(&rows, is->bytes, a, e);
    if (code) return code;
    if (is_json) buf_text(out, "{\"draft\":");
    code = list_one(out, d, "SELECT " DRAFT_COLUMNS " FROM draft WHERE id = ?", id, draft_columns,
                    COUNT_OF(draft_columns), lang, format, a, e);
    put_part(out, "history", is_json);
    if (!code)
        code =
            list_one(out, d,
                     "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', at / 1000000, 'unixepoch'), who, what, words FROM history"
                     " WHERE draft = ? ORDER BY no",
                     id, history_columns, COUNT_OF(history_columns), lang, format, a, e);
    put_part(out, "attachments", is_json);
    if (!code)
        code = list_one(out, d,
                        "SELECT a.hash, a.name, c.type, length(c.bytes) FROM attachment a JOIN content c ON c.hash ="
                        " a.hash WHERE a.draft = ? ORDER BY a.at",
                        id, attachment_columns, COUNT_OF(attachment_columns), lang, format, a, e);
    put_part(out, "text", is_json);
    if (is_json)
        buf_json(out, rows);
    else
        buf_str(out, rows);
    if (is_json && *is->map) {
        put_part(out, "map", true);
        buf_json(out, str_from(is->map));
    }
    buf_text(out, is_json ? "}\n" : "\n");
    return code ? code : buf_err(out, e);
}

weir_status weir_draft_show(weir_desk *d, uint64_t id, weir_lang lang, weir_format format, weir_sink out,
                            weir_error **error)
{
    buf text;
    draft is;
    err e = {.code = ERR_OK};
    arena *a = request_arena(&e);
    err_code code = a ? desk_settle(d, &e) : E_LIMIT;
    if (!code) code = draft_read(&is, d, id, a, &e);
    if (!code) {
        buf_init(&text, a, OUTPUT_BYTES_MAX);
        code = print(&text, d, &is, lang, format, a, &e);
    }
    if (!code) code = sink_put(out, buf_view(&text), &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}

static err_code list(buf *out, weir_desk *d, const bound *values, weir_lang lang, weir_format format, arena *a, err *e)
{
    const list_request asked = {.sql = "SELECT " DRAFT_COLUMNS " FROM draft WHERE (?1 = 0 OR state = ?1) AND"
                                       " (?2 = '' OR maker = ?2) ORDER BY id DESC LIMIT ?3",
                                .values = values,
                                .value_count = 3,
                                .columns = draft_columns,
                                .column_count = COUNT_OF(draft_columns),
                                .zh = lang == WEIR_ZH,
                                .format = format_of(format)};
    return store_list(out, &d->file, &asked, a, e);
}

weir_status weir_drafts_list(weir_desk *d, weir_draft_state state, const char *maker, uint64_t limit, weir_lang lang,
                             weir_format format, weir_sink out, weir_error **error)
{
    buf text;
    err e = {.code = ERR_OK};
    const bound values[] = {NUMBER_OF(state), TEXT_OF(maker), NUMBER_OF((int64_t)(limit & INT64_MAX))};
    arena *a = request_arena(&e);
    if (!a) return report_error(error, &e);
    buf_init(&text, a, OUTPUT_BYTES_MAX);
    err_code code = desk_settle(d, &e);
    if (!code) code = list(&text, d, values, lang, format, a, &e);
    if (!code) code = sink_put(out, buf_view(&text), &e);
    arena_free(a);
    return code ? report_error(error, &e) : WEIR_OK;
}
