/* commands: one function a command; each turns an invocation into one call of weir.h. No rules here. */
#include "face/cli/cli_int.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool is_zh(const invocation *call)
{
    return call->lang == WEIR_ZH;
}

weir_format format_of(const invocation *call)
{
    return call->value[OPTION_JSON] ? WEIR_JSON : call->value[OPTION_CSV] ? WEIR_CSV : WEIR_TABLE;
}

/* The end of every command that prints: flush, tell what went wrong. */
weir_status finish(const invocation *call, output *o, weir_status status, weir_error *error)
{
    status = output_end(o, status, &error);
    if (status == WEIR_OK) return WEIR_OK;
    if (!output_is_shut(o)) return refusal_tell(call, error);
    weir_error_free(error);
    return status;
}

static void put_head(const weir_book *b, output *o)
{
    weir_head head;
    weir_head_chain(&head, b);
    fprintf(o->to, "head %s@%" PRIu64 "\n", head.hash, head.seq);
}

static void put_mark(const invocation *call, const weir_head *head, output *o)
{
    if (head->synthetic) fputs(is_zh(call) ? "合成数据\n" : "synthetic data\n", o->to);
}

/* Everything that names a book: how long, which chain, which facts. */
static void put_book(const invocation *call, weir_book *b, output *o)
{
    weir_head head;
    weir_head_get(&head, b);
    put_mark(call, &head, o);
    fprintf(o->to, "head %s@%" PRIu64 "\nbook %s\n", head.hash, head.seq, head.book_hash);
}

/* ---- writing ---- */
weir_status do_init(const invocation *call)
{
    const char *maker = call->value[OPTION_MAKER], *name = call->value[OPTION_NAME];
    weir_error *error = NULL;
    weir_book *b = NULL;
    output o = output_standard();
    weir_status status = weir_init(call->arg[0], maker ? maker : "admin",
                                   name    ? name
                                   : maker ? maker
                                           : "管理员",
                                   &error);
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) {
        fprintf(o.to, is_zh(call) ? "已新建账本 %s\n" : "made the book %s\n", call->arg[0]);
        put_head(b, &o);
    }
    weir_close(b);
    return finish(call, &o, status, error);
}

static weir_status read_number(uint64_t *out, const invocation *call, option o, weir_error **error)
{
    const char *text = call->value[o];
    return !text || number_read(out, text) ? WEIR_OK : refuse_option_value(o, text, error);
}

static weir_status read_generation(weir_generate_options *out, const invocation *call, weir_error **error)
{
    *out = (weir_generate_options){.from = call->value[OPTION_FROM], .to = call->value[OPTION_TO]};
    if (!call->value[OPTION_SEED] || !call->value[OPTION_EVENTS])
        return refuse_usage(call, "--seed N --events M", "--seed N --events M", error);
    weir_status status = read_number(&out->seed, call, OPTION_SEED, error);
    if (!status) status = read_number(&out->events, call, OPTION_EVENTS, error);
    return status ? status : read_number(&out->funds, call, OPTION_FUNDS, error);
}

weir_status do_generate(const invocation *call)
{
    progress bar;
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_generate_options options;
    output o = output_standard();
    weir_status status = read_generation(&options, call, &error);
    if (!status) {
        options.progress = progress_begin(&bar, call);
        status = weir_generate(call->arg[0], &options, &error);
        progress_end(&bar);
    }
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) {
        fprintf(o.to, is_zh(call) ? "已生成合成账本 %s\n" : "made the synthetic book %s\n", call->arg[0]);
        put_book(call, b, &o);
    }
    weir_close(b);
    return finish(call, &o, status, error);
}

static void put_imported(const invocation *call, const weir_imported *done, const weir_book *b, output *o)
{
    bool zh = is_zh(call);
    if (call->value[OPTION_DRY_RUN])
        fprintf(o->to, zh ? "检查通过 %" PRIu64 " 行;未写入\n" : "%" PRIu64 " rows are good; nothing was written\n",
                done->rows);
    else if (done->rows == 0)
        fputs(zh ? "没有可导入的行\n" : "no rows to import\n", o->to);
    else
        fprintf(o->to,
                zh ? "已写入 %" PRIu64 " 行:凭证 %" PRIu64 "—%" PRIu64 "\n"
                   : "wrote %" PRIu64 " rows: entries %" PRIu64 " to %" PRIu64 "\n",
                done->rows, done->first_seq, done->last_seq);
    if (done->warnings)
        fprintf(o->to,
                zh ? "提醒 %" PRIu64 " 处:统一社会信用代码外层校验位不符\n"
                   : "%" PRIu64 " warnings: outer check digit of a credit code\n",
                done->warnings);
    if (!call->value[OPTION_DRY_RUN]) put_head(b, o);
}

static bool is_same_file(const char *one, const char *other)
{
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static weir_status import_file(const invocation *call, weir_book *b, weir_imported *done, weir_error **error)
{
    progress bar;
    weir_import_options options = {.file = call->arg[1],
                                   .kind = call->value[OPTION_KIND],
                                   .map = call->value[OPTION_MAP],
                                   .maker = call->value[OPTION_MAKER],
                                   .key = call->value[OPTION_KEY],
                                   .dry_run = call->value[OPTION_DRY_RUN] != NULL,
                                   .progress = progress_begin(&bar, call)};
    weir_status status = weir_import(done, b, &options, error);
    progress_end(&bar);
    return status;
}

/* The report of bad rows beside the refusal itself; when it cannot be written that is told first. */
static void save_bad_rows(const invocation *call, const weir_error *error)
{
    weir_error *problem = NULL;
    if (refusal_save(call->value[OPTION_ERRORS], error, &problem) != WEIR_OK) refusal_tell(call, problem);
}

weir_status do_import(const invocation *call)
{
    const char *errors = call->value[OPTION_ERRORS];
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_imported done = {.rows = 0};
    output o = output_standard();
    weir_status status = WEIR_OK;
    /* the report holds the bad rows only: it must never take the place of what it reports on */
    if (errors && (is_same_file(errors, call->arg[0]) || is_same_file(errors, call->arg[1])))
        status = refuse_option_value(OPTION_ERRORS, errors, &error);
    if (!status) status = weir_open(&b, call->arg[0], false, &error);
    bool is_draft = !status && !call->value[OPTION_DRY_RUN] && book_asks_for_two(b);
    if (!status) status = is_draft ? draft_of_file(call, b, &o, &error) : import_file(call, b, &done, &error);
    if (!status && !is_draft) put_imported(call, &done, b, &o);
    if (status == WEIR_REFUSED && errors) save_bad_rows(call, error);
    weir_close(b);
    return finish(call, &o, status, error);
}

static void put_posted(const invocation *call, const weir_imported *done, const weir_book *b, output *o)
{
    if (done->breaches)
        fprintf(o->to,
                is_zh(call) ? "提醒:新增 %" PRIu64 " 处对禁止类规则的违反,见 weir check\n"
                            : "note: %" PRIu64 " new breaches of rules that block, see weir check\n",
                done->breaches);
    if (call->value[OPTION_DRY_RUN]) {
        fputs(is_zh(call) ? "检查通过;未写入\n" : "it is good; nothing was written\n", o->to);
        return;
    }
    fprintf(o->to, is_zh(call) ? "凭证 %" PRIu64 "\n" : "entry %" PRIu64 "\n", done->first_seq);
    put_head(b, o);
}

weir_status do_post(const invocation *call)
{
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_imported done = {.rows = 0};
    output o = output_standard();
    bool is_json = call->arg[1][0] == '{';
    size_t first = is_json ? 1 : 2;
    weir_status status = WEIR_OK;
    if (is_json && call->arg_count > 2) status = refuse_usage(call, call->arg[2], call->arg[2], &error);
    if (!status) status = weir_open(&b, call->arg[0], false, &error);
    char today[TODAY_BYTES];
    read_today(today);
    const weir_post_options how = {.maker = call->value[OPTION_MAKER],
                                   .dry_run = call->value[OPTION_DRY_RUN] != NULL,
                                   .is_past = call->value[OPTION_PAST] != NULL,
                                   .policy_dir = call->value[OPTION_POLICY],
                                   .today = call->value[OPTION_AS_OF] ? call->value[OPTION_AS_OF] : today};
    const char *kind = is_json ? NULL : call->arg[1];
    bool is_draft = !status && !how.dry_run && book_asks_for_two(b);
    if (!status)
        status = is_draft ? draft_of_fields(call, b, kind, call->arg + first, call->arg_count - first, &o, &error)
                          : weir_post_with(&done, b, kind, call->arg + first, call->arg_count - first, &how, &error);
    if (!status && !is_draft) put_posted(call, &done, b, &o);
    weir_close(b);
    return finish(call, &o, status, error);
}

static weir_status reverse_as_draft(const invocation *call, weir_book *b, output *o, weir_error **error)
{
    char entry[64], booked[64];
    buf reason;
    size_t count = 2;
    buf_init(&reason, call->a, TEXT_BYTES_MAX + 16);
    buf_text(&reason, "reason=");
    buf_text(&reason, call->value[OPTION_REASON]);
    buf_char(&reason, 0);
    if (reason.failed) return refuse_option_value(OPTION_REASON, "…", error);
    snprintf(entry, sizeof entry, "entry=%s", call->arg[1]);
    snprintf(booked, sizeof booked, "booked=%s", call->value[OPTION_BOOKED] ? call->value[OPTION_BOOKED] : "");
    const char *const fields[] = {entry, reason.ptr, booked};
    if (call->value[OPTION_BOOKED]) count++;
    return draft_of_fields(call, b, "entry.reversed", fields, count, o, error);
}

weir_status do_reverse(const invocation *call)
{
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_imported done = {.rows = 0};
    output o = output_standard();
    uint64_t seq = 0;
    weir_status status = WEIR_OK;
    if (!call->value[OPTION_REASON])
        status = refuse_usage(call, "--reason TEXT", "--reason TEXT", &error);
    else if (!number_read(&seq, call->arg[1]))
        status = refuse_usage(call, call->arg[1], call->arg[1], &error);
    if (!status) status = weir_open(&b, call->arg[0], false, &error);
    bool is_draft = !status && book_asks_for_two(b);
    if (!status)
        status = is_draft ? reverse_as_draft(call, b, &o, &error)
                          : weir_reverse(&done, b, seq, call->value[OPTION_REASON], call->value[OPTION_BOOKED],
                                         call->value[OPTION_MAKER], &error);
    if (!status && !is_draft) put_posted(call, &done, b, &o);
    weir_close(b);
    return finish(call, &o, status, error);
}

/* ---- reading ---- */

/* Today where the user sits: the one clock of reading. */
void read_today(char out[TODAY_BYTES])
{
    time_t now = time(NULL);
    struct tm local;
    CHECK(localtime_r(&now, &local) != NULL);
    CHECK(strftime(out, TODAY_BYTES, "%Y-%m-%d", &local) > 0);
}

weir_status read_options(weir_show_options *out, const invocation *call, const char *today, weir_error **error)
{
    *out = (weir_show_options){.as_of = call->value[OPTION_AS_OF],
                               .known_at = call->value[OPTION_KNOWN_AT],
                               .as_reported = call->value[OPTION_AS_REPORTED],
                               .published_by = call->value[OPTION_PUBLISHED_BY],
                               .record = call->value[OPTION_RECORD],
                               .where = call->where,
                               .where_count = call->where_count,
                               .sort = call->value[OPTION_SORT],
                               .columns = call->value[OPTION_COLUMNS],
                               .unit = call->value[OPTION_UNIT],
                               .lang = call->lang,
                               .format = format_of(call),
                               .scope = call->value[OPTION_SCOPE],
                               .today = today};
    const char *limit = call->value[OPTION_LIMIT], *offset = call->value[OPTION_OFFSET];
    if (offset && !number_read(&out->offset, offset)) return refuse_option_value(OPTION_OFFSET, offset, error);
    if (limit && !number_read(&out->limit, limit)) return refuse_option_value(OPTION_LIMIT, limit, error);
    return WEIR_OK;
}

/* One relation, or the list of them (name NULL). */
static weir_status show_relation(const invocation *call, const char *name)
{
    char today[TODAY_BYTES];
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_show_options options;
    output o = output_standard();
    read_today(today);
    weir_status status = read_options(&options, call, today, &error);
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_show(b, name, &options, output_sink(&o), &error);
    weir_close(b);
    return finish(call, &o, status, error);
}

weir_status do_show(const invocation *call)
{
    return show_relation(call, call->arg_count > 1 ? call->arg[1] : NULL);
}

/* ---- perf: a face of the relations of performance, with the columns that people look at first ---- */

typedef struct perf_face {
    const char *relation, *words, *columns;
} perf_face;

static perf_face perf_face_of(const invocation *call)
{
    static const perf_face net = {"performance", "position fund investor manager vintage sector cluster all",
                                  "group,name,measured_on,paid_in,distributed,nav,dpi,rvpi,tvpi,irr,period_return,"
                                  "proof,reason"};
    static const perf_face gross = {"performance_gross", "holding fund enterprise manager vintage sector cluster all",
                                    "group,name,measured_on,invested,received,value,moic,irr,period_return,proof,"
                                    "reason"};
    static const perf_face market = {"market_equivalents", "position fund investor manager vintage sector cluster all",
                                     "group,name,index,measured_on,irr,ks_pme,ln_pme,pme_plus,mpme,direct_alpha,"
                                     "reason,partly"};
    return call->value[OPTION_GROSS] ? gross : call->value[OPTION_INDEX] ? market : net;
}

/* Is the word one of those between blanks? */
static bool is_listed(const char *words, const char *word)
{
    size_t len = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += len) {
        bool begins = at == words || at[-1] == ' ', ends = at[len] == ' ' || at[len] == 0;
        if (len > 0 && begins && ends) return true;
    }
    return false;
}

/* "name=value" in the memory of the call; NULL: there is no more of it. */
static const char *condition_text(const invocation *call, const char *name, const char *value)
{
    size_t room = strlen(name) + strlen(value) + 2;
    char *text = arena_get(call->a, room);
    if (text) snprintf(text, room, "%s=%s", name, value);
    return text;
}

weir_status do_perf(const invocation *call)
{
    weir_error *error = NULL;
    output o = output_standard();
    perf_face face = perf_face_of(call);
    invocation asked = *call;
    const char *by = call->arg_count > 1 ? call->arg[1] : "fund";
    const char **where = arena_get(call->a, (call->where_count + 2) * sizeof *where);
    const char *by_text = condition_text(call, "by", by);
    const char *index = call->value[OPTION_INDEX] ? condition_text(call, "index", call->value[OPTION_INDEX]) : "";
    weir_status status = WEIR_OK;
    if (call->value[OPTION_GROSS] && call->value[OPTION_INDEX])
        status = refuse_usage(call, "--gross --index", "--gross --index", &error);
    else if (!is_listed(face.words, by))
        status = refuse_choice("BY", by, face.words, &error);
    if (status) return finish(call, &o, status, error);
    CHECK(where != NULL && by_text != NULL && index != NULL); /* a megabyte holds any command line */
    for (size_t i = 0; i < call->where_count; i++) where[i] = call->where[i];
    asked.where_count = call->where_count;
    where[asked.where_count++] = by_text;
    if (call->value[OPTION_INDEX]) where[asked.where_count++] = index;
    asked.where = where;
    if (!asked.value[OPTION_COLUMNS] && format_of(call) == WEIR_TABLE) asked.value[OPTION_COLUMNS] = face.columns;
    return show_relation(&asked, face.relation);
}

/* FROM [TO], or with --back TO alone. */
static weir_status read_ends(const char **from, const char **to, const invocation *call, weir_error **error)
{
    const char *first = call->arg_count > 1 ? call->arg[1] : NULL, *second = call->arg_count > 2 ? call->arg[2] : NULL;
    bool is_back = call->value[OPTION_BACK] != NULL;
    *from = is_back ? NULL : first;
    *to = is_back ? first : second;
    if (is_back && !first) return refuse_usage(call, "weir look BOOK TO --back", "weir look BOOK TO --back", error);
    return is_back && second ? refuse_usage(call, second, second, error) : WEIR_OK;
}

weir_status do_look(const invocation *call)
{
    char today[TODAY_BYTES];
    const char *from, *to;
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_show_options options;
    output o = output_standard();
    read_today(today);
    weir_status status = read_ends(&from, &to, call, &error);
    if (!status) status = read_options(&options, call, today, &error);
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_look(b, from, to, &options, output_sink(&o), &error);
    weir_close(b);
    return finish(call, &o, status, error);
}

weir_status do_why(const invocation *call)
{
    char today[TODAY_BYTES];
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_show_options options;
    output o = output_standard();
    read_today(today);
    weir_status status = read_options(&options, call, today, &error);
    if (!status) status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_why(b, call->arg[1], call->arg[2], call->arg[3], &options, output_sink(&o), &error);
    weir_close(b);
    return finish(call, &o, status, error);
}

weir_status do_kinds(const invocation *call)
{
    weir_error *error = NULL;
    output o = output_standard();
    bool as_template = call->value[OPTION_TEMPLATE] != NULL;
    weir_status status = WEIR_OK;
    if (as_template && call->arg_count == 0)
        status = refuse_usage(call, "weir kinds KIND --template", "weir kinds KIND --template", &error);
    if (!status)
        status = weir_kinds(call->arg_count ? call->arg[0] : NULL, as_template, call->lang, format_of(call),
                            output_sink(&o), &error);
    return finish(call, &o, status, error);
}

static void put_verified(const invocation *call, weir_book *b, output *o)
{
    weir_head head;
    weir_head_chain(&head, b);
    fprintf(o->to, is_zh(call) ? "账本完好:%" PRIu64 " 条凭证\n" : "the book is whole: %" PRIu64 " entries\n",
            head.seq);
    put_book(call, b, o);
}

/* A seal by a key that nobody named proves no more than the chain does: that is said. */
static void put_seals(const invocation *call, const weir_seals *found, output *o)
{
    bool zh = is_zh(call);
    if (found->count == 0) return;
    fprintf(o->to,
            zh                  ? "封签 %" PRIu64 " 枚均有效:封至凭证 %" PRIu64 "(%s)\n"
            : found->count == 1 ? "%" PRIu64 " seal holds, up to entry %" PRIu64 " (%s)\n"
                                : "%" PRIu64 " seals hold, up to entry %" PRIu64 " (%s)\n",
            found->count, found->last_seq, found->last_sealed);
    for (uint64_t i = 0; i < found->unpinned_count && i < WEIR_KEYS_MAX; i++)
        fprintf(o->to, zh ? "未认定的公钥 %s\n" : "unpinned key %s\n", found->unpinned[i]);
    if (found->unpinned_count > WEIR_KEYS_MAX) fputs(zh ? "未认定的公钥还有更多\n" : "and more unpinned keys\n", o->to);
}

weir_status do_verify(const invocation *call)
{
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_seals found;
    weir_seals_options seals = {.seals = call->value[OPTION_SEALS], .public_keys = call->value[OPTION_PUBLIC_KEY]};
    output o = output_standard();
    weir_status status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_verify(b, call->value[OPTION_EXPECT], &error);
    if (!status) status = weir_verify_seals(&found, b, &seals, &error);
    if (!status) {
        put_verified(call, b, &o);
        put_seals(call, &found, &o);
    }
    weir_close(b);
    return finish(call, &o, status, error);
}

/* ---- sealing ---- */
static weir_status make_key(const invocation *call)
{
    const char *file = call->value[OPTION_NEW_KEY];
    char hex[65];
    weir_error *error = NULL;
    output o = output_standard();
    weir_status status = weir_key_new(file, hex, &error);
    if (!status) {
        fprintf(o.to,
                is_zh(call) ? "已生成密钥 %s;勿与账本放在一处\n" : "made the key %s; keep it away from the book\n",
                file);
        fprintf(o.to, is_zh(call) ? "公钥 %s\n" : "public key %s\n", hex);
    }
    return finish(call, &o, status, error);
}

static void put_sealed(const invocation *call, const weir_sealed *done, output *o)
{
    bool zh = is_zh(call);
    const char *seals = call->value[OPTION_SEALS];
    fprintf(o->to, zh ? "已加封凭证 1—%" PRIu64 ":%s%s\n" : "sealed entries 1 to %" PRIu64 " in %s%s\n", done->head.seq,
            seals ? seals : call->arg[0], seals ? "" : "-seals");
    fprintf(o->to, "head %s@%" PRIu64 "\nbook %s\n", done->head.hash, done->head.seq, done->head.book_hash);
    fprintf(o->to, zh ? "公钥 %s\n" : "public key %s\n", done->public_key);
}

/* The copy that leaves the house: the whole line at once, as the library gives it. */
typedef struct seal_copy {
    const char *path;
    output *o;
    err e;
} seal_copy;

static bool put_copy(void *self, const char *bytes, size_t len)
{
    seal_copy *c = self;
    if (strcmp(c->path, "-") == 0) return output_sink(c->o).put(c->o, bytes, len);
    return io_append_line(c->path, (str){bytes, len}, &c->e) == ERR_OK;
}

/* What base says of a file, as an error of the face's own: {path} and {reason} are its only values. */
static weir_status refuse_copy(const err *e, weir_error **error)
{
    const char *names[ERR_ARGS_MAX], *values[ERR_ARGS_MAX];
    for (size_t i = 0; i < e->arg_count; i++) {
        names[i] = e->arg[i].name;
        values[i] = e->arg[i].text;
    }
    *error = weir_error_make(err_name(e->code), names, values, e->arg_count);
    return weir_error_status(*error);
}

static weir_status check_seal_words(const invocation *call, weir_error **error)
{
    bool makes_key = call->value[OPTION_NEW_KEY] != NULL;
    if (makes_key &&
        (call->arg_count || call->value[OPTION_KEY] || call->value[OPTION_NOTE] || call->value[OPTION_OUT]))
        return refuse_usage(call, "weir seal --new-key FILE", "weir seal --new-key FILE", error);
    if (!makes_key && (!call->arg_count || !call->value[OPTION_KEY]))
        return refuse_usage(call, "weir seal BOOK --key FILE", "weir seal BOOK --key FILE", error);
    return WEIR_OK;
}

static weir_status seal_book(const invocation *call, output *o, weir_error **error)
{
    weir_book *b = NULL;
    weir_sealed done;
    weir_seal_options options = {
        .key_file = call->value[OPTION_KEY], .note = call->value[OPTION_NOTE], .seals = call->value[OPTION_SEALS]};
    seal_copy copy = {.path = call->value[OPTION_OUT], .o = o};
    weir_sink leaving = {.put = copy.path ? put_copy : NULL, .self = &copy};
    weir_status status = weir_open(&b, call->arg[0], true, error);
    if (!status) status = weir_seal(&done, b, &options, leaving, error);
    if (status && copy.e.code) {
        weir_error_free(*error);
        status = refuse_copy(&copy.e, error);
    }
    if (!status && (!copy.path || strcmp(copy.path, "-") != 0)) put_sealed(call, &done, o);
    weir_close(b);
    return status;
}

weir_status do_seal(const invocation *call)
{
    weir_error *error = NULL;
    output o = output_standard();
    weir_status status = check_seal_words(call, &error);
    if (!status && call->value[OPTION_NEW_KEY]) return make_key(call);
    if (!status) status = seal_book(call, &o, &error);
    return finish(call, &o, status, error);
}

weir_status do_backup(const invocation *call)
{
    weir_error *error = NULL;
    weir_book *b = NULL;
    weir_head head;
    output o = output_standard();
    weir_status status = weir_open(&b, call->arg[0], true, &error);
    if (!status) status = weir_backup(b, call->arg[1], &error);
    if (!status) {
        weir_head_get(&head, b);
        fprintf(o.to, is_zh(call) ? "已备份 %" PRIu64 " 条凭证到 %s\n" : "copied %" PRIu64 " entries to %s\n", head.seq,
                call->arg[1]);
        fprintf(o.to, "head %s@%" PRIu64 "\n", head.hash, head.seq);
    }
    weir_close(b);
    return finish(call, &o, status, error);
}

/* A new file: an export never takes the place of anything. */
static weir_status make_file(output *o, const char *path, weir_error **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    o->path = path;
    o->to = fd < 0 ? NULL : fdopen(fd, "wb");
    if (o->to) return WEIR_OK;
    int reason = errno;
    if (fd >= 0) close(fd);
    *o = output_standard();
    return refuse_write(path, reason, error);
}

weir_status do_export(const invocation *call)
{
    weir_error *error = NULL;
    weir_book *b = NULL;
    output o = output_standard();
    weir_status status = weir_open(&b, call->arg[0], true, &error);
    if (!status && call->arg_count > 1) status = make_file(&o, call->arg[1], &error);
    if (!status) status = weir_export(b, output_sink(&o), &error);
    weir_close(b);
    status = output_end(&o, status, &error);
    if (o.to != stdout && fclose(o.to) != 0 && !status) status = refuse_write(o.path, errno, &error);
    if (status && o.to != stdout) remove(o.path); /* ours: half an export is none */
    if (status == WEIR_OK) return WEIR_OK;
    if (!output_is_shut(&o)) return refusal_tell(call, error);
    weir_error_free(error);
    return status;
}

weir_status do_help(const invocation *call)
{
    weir_error *error = NULL;
    output o = output_standard();
    weir_status status = WEIR_OK;
    const command_info *c = call->arg_count ? command_find(call->arg[0]) : NULL;
    if (call->arg_count && !c) {
        const char *const names[] = {"word"};
        error = weir_error_make("E_COMMAND_UNKNOWN", names, call->arg, 1);
        status = weir_error_status(error);
    }
    if (!status && c) help_command(call, c, &o);
    if (!status && !c) help_all(call, &o);
    return finish(call, &o, status, error);
}
