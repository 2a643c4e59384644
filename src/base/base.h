/* base: the ground floor. Text slices, growable buffers, arenas, errors, hashing, maps, files.
 *
 * Everything above stands on this and nothing here knows of money, events or SQLite.
 * Memory comes from arenas with a named cap, never from malloc directly: running out is an ordinary
 * fault (E_LIMIT) that names the limit. Nothing here is thread-safe unless it says so. */
#ifndef WEIR_BASE_H
#define WEIR_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h" /* IWYU pragma: export */

#define WARN_UNUSED __attribute__((warn_unused_result))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

__extension__ typedef __int128 int128; /* products of two amounts; never stored */

/* ---- check: bugs stop the program. External input is never CHECKed, it is refused. ---- */
void check_failed(const char *expression, const char *file, int line) __attribute__((noreturn));
#define CHECK(x) ((x) ? (void)0 : check_failed(#x, __FILE__, __LINE__))
#ifdef WEIR_AUDIT
#define DCHECK(x) CHECK(x)
#else
#define DCHECK(x) ((void)sizeof(x))
#endif

/* ---- str: a borrowed slice of UTF-8 bytes; not terminated. ---- */
typedef struct str {
    const char *ptr;
    size_t len;
} str;
#define STR(literal) ((str){(literal), sizeof(literal) - 1})
#define STR_NONE ((str){NULL, 0})
str str_from(const char *terminated); /* NULL gives STR_NONE */
bool str_equal(str a, str b);         /* same bytes */
bool str_equal_fold(str a, str b);    /* same but for ASCII case */
int str_compare(str a, str b);        /* byte order, <0 0 >0 */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_find(size_t *at, str s, str needle); /* first occurrence */
str str_trim(str s);                          /* without ASCII blanks, U+3000 and U+FEFF at both ends */
str str_slice(str s, size_t from, size_t to); /* clamped */
bool utf8_valid(str s);                       /* RFC 3629: no surrogates, no overlong forms, no NUL */
/* Next code point of valid UTF-8 at *at, which moves on; 0 at the end. */
uint32_t utf8_next(str s, size_t *at);
uint64_t str_hash(str s); /* FNV-1a style, stable across machines; for maps only */

/* ---- err: what went wrong, as values. Text is rendered by app from errors.def in the asked language. ---- */
typedef enum err_class { ERR_REFUSAL = 1, ERR_FAULT, ERR_USAGE, ERR_DAMAGE } err_class;
typedef enum err_code {
    ERR_OK = 0,
#define ERR(name, cls, exit_code, zh, en, hint_zh, hint_en) name,
#include "base/errors.def"
#undef ERR
    ERR_COUNT
} err_code;

typedef enum err_arg_kind { ERR_ARG_TEXT = 1, ERR_ARG_INT, ERR_ARG_DAY, ERR_ARG_MINOR } err_arg_kind;
typedef struct err_arg {
    const char *name; /* placeholder name in errors.def, a literal */
    err_arg_kind kind;
    int32_t unit;   /* with ERR_ARG_MINOR: unit code of money/units.def */
    int64_t value;  /* INT, DAY (days since 1970-01-01), MINOR */
    char text[480]; /* TEXT, terminated, cut at a code point; a list of field names fits */
} err_arg;

typedef struct locus { /* where in the user's data; zero or empty = not applicable */
    char file[80];     /* base name as the user gave it */
    uint64_t row;      /* line or record number, 1 = first line of the file */
    char field[48];    /* field or header name */
    char value[120];   /* the offending text, cut */
    uint64_t seq;      /* journal entry */
} locus;

enum { ERR_ARGS_MAX = 4 };
typedef struct err {
    err_code code;
    const char *src_file; /* where in our code */
    int src_line;
    locus at;
    err_arg arg[ERR_ARGS_MAX];
    uint8_t arg_count;
} err;

/* Set *e (may be NULL) to code and return code. Keeps e->at. */
#define err_set(e, code) err_raise((e), (code), __FILE__, __LINE__)
err_code err_raise(err *e, err_code code, const char *file, int line);
/* Add a named value; NULL e is allowed; each returns nothing and cannot fail (a fifth is dropped: CHECKed). */
void err_text(err *e, const char *name, str value);
void err_int(err *e, const char *name, int64_t value);
void err_day(err *e, const char *name, int32_t day);
void err_minor(err *e, const char *name, int64_t minor, int32_t unit);
void err_at_field(err *e, const char *field, str value); /* fills at.field and at.value */
void locus_put_file(locus *at, const char *path);        /* keeps the base name */
const char *err_name(err_code code);                     /* "E_…" */
err_class err_class_of(err_code code);
int err_exit(err_code code);                      /* exit status of a program that ends with it */
const char *err_template(err_code code, bool zh); /* with {placeholders} */
const char *err_hint(err_code code, bool zh);     /* what to do; "" when nothing can be said */
err_code err_find(str name);                      /* ERR_OK when there is none */

/* ---- arena: chunks under a cap. All of it is freed at once; single blocks never are. ---- */
typedef struct arena arena;
/* A new arena that may hold at most bytes_max; name (a literal) is the limit's name in E_LIMIT. NULL when even
 * its first page cannot be had. */
arena *arena_new(const char *name, size_t bytes_max);
void arena_free(arena *a);  /* NULL is allowed */
void arena_clear(arena *a); /* keeps the first chunk */
/* Zeroed bytes aligned to 16, or NULL when the cap is reached. */
void *arena_get(arena *a, size_t bytes);
/* Copy of s with a terminating NUL behind it; STR_NONE with ptr NULL when the cap is reached. */
str arena_str(arena *a, str s);
size_t arena_bytes(const arena *a);
err_code arena_err(const arena *a, err *e); /* E_LIMIT naming this arena's limit */
/* For the fault sweep: the n-th arena_get from now fails (0 = never). Process-wide. */
void arena_fail_at(uint64_t n);

/* Grow an array in the arena by doubling (the old block stays until the arena goes). *items of item_bytes each,
 * *room current capacity, need wanted capacity. False when the cap is reached; nothing changed then. */
bool arena_grow(arena *a, void **items, size_t item_bytes, uint32_t *room, uint32_t need);

/* ---- buf: growable bytes with a maximum. A failed append marks it; test `failed` once at the end. ---- */
typedef struct buf {
    arena *from;
    char *ptr;
    size_t len, room, max;
    bool failed;
    bool full; /* failed because of max, not because of the arena */
} buf;
void buf_init(buf *b, arena *from, size_t max);
void buf_put(buf *b, const void *bytes, size_t len);
void buf_str(buf *b, str s);
void buf_text(buf *b, const char *terminated);
void buf_char(buf *b, char c);
void buf_fill(buf *b, char c, size_t count);
void buf_int(buf *b, int64_t value);
void buf_uint_pad(buf *b, uint64_t value, int digits); /* zero-padded */
void buf_hex(buf *b, const uint8_t *bytes, size_t len);
void buf_json(buf *b, str s);                   /* quoted and escaped, UTF-8 kept */
void buf_le(buf *b, uint64_t value, int bytes); /* little-endian */
str buf_view(const buf *b);
err_code buf_err(const buf *b, err *e); /* ERR_OK, or E_LIMIT when failed */

/* ---- hash: BLAKE2b-256 (libsodium). Order of bytes is the only input. ---- */
enum { HASH_BYTES = 32, HASH_BLAKE2B_256 = 1 };
typedef struct hash {
    uint8_t byte[HASH_BYTES];
} hash;
typedef struct hasher {
    _Alignas(64) unsigned char state[384];
} hasher;
void hasher_init(hasher *h);
void hasher_put(hasher *h, const void *bytes, size_t len);
void hasher_end(hash *out, hasher *h);
bool hash_equal(const hash *a, const hash *b);
void hash_print(char out[HASH_BYTES * 2 + 1], const hash *h);
bool hash_parse(hash *out, str hex); /* 64 lower or upper case hex digits */

/* ---- sign: ed25519 (libsodium). The seed is the caller's: nothing below app is random. ---- */
typedef struct key_seed {
    uint8_t byte[32];
} key_seed;
typedef struct public_key {
    uint8_t byte[32];
} public_key;
typedef struct secret_key { /* wipe it after use */
    uint8_t byte[64];
} secret_key;
typedef struct signature {
    uint8_t byte[64];
} signature;
void key_pair(public_key *public, secret_key *secret, const key_seed *from);
void sign_bytes(signature *out, str message, const secret_key *key);
bool sign_holds(const signature *by, str message, const public_key *key);
void secret_wipe(void *bytes, size_t len);
void hex_print(char *out, const uint8_t *bytes, size_t len); /* out: 2 × len digits and a NUL */
bool hex_parse(uint8_t *out, size_t len, str hex);           /* exactly 2 × len digits, either case */

/* ---- password: argon2id (libsodium), as the text that is stored ---- */
typedef struct password_text {
    char text[128]; /* terminated; zero bytes behind */
} password_text;
bool password_hash(password_text *out, str password) WARN_UNUSED;               /* false: no memory */
bool password_holds(const password_text *stored, str password);                 /* the same time for every wrong one */
bool password_is_old(const password_text *stored);                              /* made with less effort than today's */
void base64url_print(char *out, size_t room, const uint8_t *bytes, size_t len); /* terminated, unpadded */

/* ---- checksum: 64 bits for "is this what was written"; not cryptographic. ---- */
uint64_t checksum(const void *bytes, size_t len);

/* ---- map: open addressing; keys are never removed; order of insertion never matters to callers. ---- */
typedef struct map_u64 { /* key != 0 */
    arena *from;
    uint64_t *key;
    uint32_t *value;
    uint32_t room, count;
} map_u64;
void map_u64_init(map_u64 *m, arena *from);
bool map_u64_find(uint32_t *value, const map_u64 *m, uint64_t key);
bool map_u64_put(map_u64 *m, uint64_t key, uint32_t value); /* replaces; false = cap reached */
typedef struct map_str {                                    /* keys are borrowed: they must live as long as the map */
    arena *from;
    str *key;
    uint32_t *value;
    uint32_t room, count;
} map_str;
void map_str_init(map_str *m, arena *from);
bool map_str_find(uint32_t *value, const map_str *m, str key);
bool map_str_put(map_str *m, str key, uint32_t value);

/* ---- prng: Philox4x32-10. Each number is a function of (seed, stream, counter); a draw moves the counter on. ---- */
typedef struct prng {
    uint64_t seed, stream, counter;
} prng;
void prng_block(uint32_t out[4], const uint32_t counter[4], const uint32_t key[2]); /* the bare function */
uint64_t prng_bits(prng *p);
uint64_t prng_below(prng *p, uint64_t n);                   /* 0 … n − 1, each as likely; n > 0 */
int64_t prng_between(prng *p, int64_t least, int64_t most); /* both ends belong to it */
double prng_unit(prng *p);                                  /* [0, 1), 53 bits */
double prng_normal(prng *p);                                /* mean 0, deviation 1 */

/* ---- helper: a second thread for one piece of work. It may ask no arena for memory that another thread asks too. ---- */
typedef struct helper { /* stays where it is until it was waited for */
    void (*work)(void *self);
    void *self;
    uint64_t thread;
    bool is_running;
} helper;
/* False: there is no thread to be had, and nothing was begun; whoever asked does the work himself. */
bool helper_start(helper *h, void (*work)(void *self), void *self) WARN_UNUSED;
void helper_wait(helper *h); /* until the work is done; nothing when none was begun */

/* ---- io: whole files and streams. ---- */
/* The file's bytes into the arena; refuses more than max. "-" is standard input. E_FILE_READ, E_FILE_LARGE. */
err_code io_read_file(str *out, const char *path, size_t max, arena *a, err *e) WARN_UNUSED;
bool io_exists(const char *path);
/* Paths, with slashes and terminated, of the files below a folder, in the order of their bytes; names that begin with a
 * point are passed over. E_FILE_READ; E_LIMIT when there are more than most. */
err_code io_list(str **names, uint32_t *count, const char *folder, uint32_t most, arena *a, err *e) WARN_UNUSED;
/* A new file with these bytes, synced; secret: only its owner may read it. E_FILE_WRITE, also when it exists. */
err_code io_make_file(const char *path, str bytes, bool secret, err *e) WARN_UNUSED;
/* One line (its '\n' included) behind those of the file, which is made when it is not there; synced. What failed is
 * taken back. Programs that append at once take turns. E_FILE_WRITE. */
err_code io_append_line(const char *path, str line, err *e) WARN_UNUSED;
/* At most room bytes of a file that nobody but its owner may read, into bytes that the caller wipes. *len == room: there
 * may be more. E_FILE_READ, E_KEY_SHARED. */
err_code io_read_secret(char *out, size_t room, size_t *len, const char *path, err *e) WARN_UNUSED;
/* The file as memory: writes to it are private and never reach the file. False when it is not there, empty, not a regular
 * file, or cannot be mapped. Who maps it must judge its bytes; it must not be cut short meanwhile, only replaced. */
bool io_map(void **out, size_t *len, const char *path);
void io_unmap(void *bytes, size_t len);
/* Memory that is walked in no order, or filled at once: pages of 2 MiB, please, where the kernel has them. Advice alone:
 * whatever comes of it is good; less than such a page is left alone. */
void io_advise_large(void *bytes, size_t len);
/* The pieces, one behind the other, to PATH.new, which then takes the place of PATH. Not flushed to the device: for what
 * can be made anew. E_FILE_WRITE; PATH is as it was then. */
err_code io_replace_file(const char *path, const str *piece, size_t count, err *e) WARN_UNUSED;
/* A place that bytes go to; returns false when it could not take them. */
typedef struct sink {
    bool (*put)(void *self, const char *bytes, size_t len);
    void *self;
} sink;

#endif
