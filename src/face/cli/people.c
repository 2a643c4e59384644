/* people: accounts on the command line. A password is read from the terminal without echo, twice, or from the first line of
 * standard input; never from an argument, where others could see it. */
#include "face/cli/cli_int.h"

#include "weir_people.h"

#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = WEIR_PASSWORD_MAX + 2 };

static int64_t now_us(void)
{
    struct timespec now = {.tv_sec = 0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool is_zh(const invocation *call)
{
    return call->lang == WEIR_ZH;
}

/* ---- a password ---- */
static bool read_line(char out[LINE_BYTES])
{
    if (!fgets(out, LINE_BYTES, stdin)) return false;
    size_t len = strlen(out);
    if (len > 0 && out[len - 1] == '\n') out[--len] = 0;
    return true;
}

static bool read_hidden(char out[LINE_BYTES], const char *asked)
{
    struct termios was, quiet;
    if (tcgetattr(STDIN_FILENO, &was) != 0) return false;
    quiet = was;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    fputs(asked, stderr);
    fflush(stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    bool good = read_line(out);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
    fputc('\n', stderr);
    return good;
}

static weir_status read_password(char out[LINE_BYTES], const invocation *call, weir_error **error)
{
    char again[LINE_BYTES];
    bool zh = is_zh(call), typed = isatty(STDIN_FILENO) != 0, good = false;
    if (!typed) good = read_line(out);
    if (typed)
        good = read_hidden(out, zh ? "密码:" : "password: ") && read_hidden(again, zh ? "再输一次:" : "again: ") &&
               strcmp(out, again) == 0;
    return good ? WEIR_OK
                : refuse_usage(call, "密码须在标准输入的第一行,两次须一致",
                               "a password on the first line of standard input, twice the same", error);
}

/* ---- what the words ask for ---- */
typedef struct user_call {
    const invocation *call;
    weir_people *people;
    const char *id, *by;
    output *o;
    weir_error *error;
} user_call;

static weir_status list(user_call *w)
{
    return weir_people_list(w->people, w->call->lang, format_of(w->call), now_us(), output_sink(w->o), &w->error);
}

static weir_status list_access(user_call *w)
{
    return weir_access_list(w->people, 0, 1000, w->call->lang, format_of(w->call), output_sink(w->o), &w->error);
}

/* Whoever makes or approves entries is an actor of the book; one who is not there yet is registered, where one person may. */
static void register_actor(user_call *w, const char *name)
{
    weir_book *b = NULL;
    weir_imported done;
    char id[WEIR_PERSON_ID_MAX + 4], called[WEIR_PERSON_NAME_MAX + 8];
    snprintf(id, sizeof id, "id=%s", w->id);
    snprintf(called, sizeof called, "name=%s", name);
    const char *const fields[] = {id, called, "class=person"};
    weir_error *error = NULL;
    weir_status status = weir_open(&b, w->call->arg[0], false, &error);
    if (!status) status = weir_post(&done, b, "actor.registered", fields, COUNT_OF(fields), NULL, false, &error);
    const char *code = status ? weir_error_code(error, 0) : "";
    bool known = strcmp(code, "E_ID_TAKEN") == 0 || strcmp(code, "E_NAME_TAKEN") == 0;
    if (status && !known)
        fprintf(w->o->to, is_zh(w->call) ? "账本中尚无操作者 %s:%s\n" : "no actor %s in the book yet: %s\n", w->id,
                weir_error_text(error, 0, w->call->lang));
    weir_error_free(error);
    weir_close(b);
}

static weir_status add(user_call *w)
{
    char password[LINE_BYTES];
    const invocation *call = w->call;
    const char *name = call->value[OPTION_NAME], *role = call->value[OPTION_ROLE];
    if (!name) return refuse_usage(call, "--name 姓名", "--name NAME", &w->error);
    if (!role || !weir_role_of(role)) return refuse_option_value(OPTION_ROLE, role ? role : "", &w->error);
    if (!weir_people_any(w->people) && weir_role_of(role) != WEIR_ADMIN)
        return refuse_usage(call, "第一位须是管理员:--role admin", "the first person must be an admin: --role admin",
                            &w->error);
    weir_status status = read_password(password, call, &w->error);
    if (status) return status;
    const weir_person_new person = {.id = w->id,
                                    .name = name,
                                    .role = weir_role_of(role),
                                    .scope = call->value[OPTION_SCOPE],
                                    .password = password};
    status = weir_person_add(w->people, &person, w->by, now_us(), &w->error);
    secret_wipe(password, sizeof password);
    if (status) return status;
    fprintf(w->o->to, is_zh(call) ? "已加入 %s(%s)\n" : "added %s (%s)\n", w->id, role);
    register_actor(w, name);
    return WEIR_OK;
}

static weir_status set(user_call *w, const weir_person_change *change)
{
    weir_status status = weir_person_set(w->people, w->id, change, w->by, now_us(), &w->error);
    if (!status) fprintf(w->o->to, is_zh(w->call) ? "已修改 %s\n" : "changed %s\n", w->id);
    return status;
}

static weir_status change(user_call *w)
{
    const invocation *call = w->call;
    const char *role = call->value[OPTION_ROLE];
    if (role && !weir_role_of(role)) return refuse_option_value(OPTION_ROLE, role, &w->error);
    const weir_person_change c = {.name = call->value[OPTION_NAME],
                                  .scope = call->value[OPTION_SCOPE],
                                  .role = role ? weir_role_of(role) : (weir_role)0};
    return set(w, &c);
}

static weir_status new_password(user_call *w)
{
    char password[LINE_BYTES];
    weir_status status = read_password(password, w->call, &w->error);
    const weir_person_change c = {.password = password, .unlock = "yes"};
    if (!status) status = set(w, &c);
    secret_wipe(password, sizeof password);
    return status;
}

static weir_status switch_off(user_call *w)
{
    const weir_person_change c = {.off = "yes"};
    return set(w, &c);
}

static weir_status switch_on(user_call *w)
{
    const weir_person_change c = {.off = "no", .unlock = "yes"};
    return set(w, &c);
}

static const struct verb {
    const char *word;
    weir_status (*run)(user_call *w);
    bool needs_id;
} verbs[] = {{"add", add, true},        {"set", change, true},   {"password", new_password, true},
             {"off", switch_off, true}, {"on", switch_on, true}, {"log", list_access, false}};

static weir_status run(user_call *w)
{
    const invocation *call = w->call;
    if (call->arg_count == 1) return list(w);
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(call->arg[1], verbs[i].word) != 0) continue;
        if ((call->arg_count == 3) != verbs[i].needs_id)
            return refuse_usage(call, verbs[i].word, verbs[i].word, &w->error);
        w->id = call->arg_count == 3 ? call->arg[2] : NULL;
        return verbs[i].run(w);
    }
    return refuse_choice("weir user", call->arg[1], "add | set | password | off | on | log", &w->error);
}

weir_status do_user(const invocation *call)
{
    weir_book *b = NULL;
    output o = output_standard();
    user_call w = {.call = call, .by = call->value[OPTION_MAKER] ? call->value[OPTION_MAKER] : "", .o = &o};
    weir_status status = weir_open(&b, call->arg[0], true, &w.error); /* beside a book only */
    weir_close(b);
    if (!status) status = weir_people_open(&w.people, call->arg[0], &w.error);
    if (!status) status = run(&w);
    weir_people_close(w.people);
    return finish(call, &o, status, w.error);
}
