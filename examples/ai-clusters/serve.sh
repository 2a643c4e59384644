#!/usr/bin/env bash
# The real example, served on this machine: serve.sh BINARY BOOK. Makes four people with a password drawn anew, prints how
# to sign in, and serves until Ctrl-C.
set -eu
binary=$1
book=$2
lang=${WEIR_LANG:-zh}
rm -f "$book-people" "$book-people-wal" "$book-people-shm" "$book-desk" "$book-desk-wal" "$book-desk-shm"
password=$(head -c 12 /dev/urandom | base64 | tr '+/' '-_')
add() { printf '%s\n' "$password" | "$binary" user "$book" add "$1" --name "$2" --role "$3" --lang "$lang" >/dev/null; }
add admin 管理员 admin
add maker 经办甲 maker
add checker 复核乙 checker
add viewer 查看丙 viewer
printf '\n登录 sign in: viewer | maker | checker | admin\n密码 password: %s\n\n' "$password"
exec "$binary" serve "$book" --lang "$lang" --quiet --listen "${LISTEN:-127.0.0.1:8710}"
