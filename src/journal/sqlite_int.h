/* sqlite_int: what the files of the SQLite back end share. */
#ifndef WEIR_JOURNAL_SQLITE_INT_H
#define WEIR_JOURNAL_SQLITE_INT_H

#include "journal/journal_int.h"

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_value sqlite3_value;

/* What SQLite said (rc, not SQLITE_OK), as ours; db may be NULL. */
err_code sqlite_fault(sqlite3 *db, int rc, err *e);
err_code sqlite_run(sqlite3 *db, const char *sql, err *e);
/* A column's value; bytes are borrowed as long as it is. */
cell sqlite_cell(sqlite3_value *value);

/* A connection to a file that was looked at and found to be a book of ours, durable when it may write. */
err_code sqlite_connect(sqlite3 **out, const char *path, bool read_only, arena *a, err *e);
err_code sqlite_create(const char *path, arena *a, err *e);
/* A new file that holds what `from` holds now, its log included; nothing is left behind on failure. */
err_code sqlite_copy(sqlite3 *from, const char *path, arena *a, err *e);

/* ---- sqlite_log.c: commits that find room in the write-ahead log ---- */
typedef struct sqlite_log { /* zeroed; stays where it is as long as the connection */
    uint32_t frames;        /* in the log after our last commit; 0 = we made none */
    bool is_fixed;          /* it could not be made longer: not tried again */
} sqlite_log;
/* Learns of each commit of this connection, and brings the log into the file when it is long. */
void sqlite_log_watch(sqlite_log *l, sqlite3 *db);
/* Under the write lock (CHECKed: in a transaction; that it writes is the caller's promise). Cannot fail: without room a
 * commit is slower and as good. */
void sqlite_log_make_room(sqlite_log *l, sqlite3 *db);

#endif
