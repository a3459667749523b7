#!/bin/sh
# Makes an NSS database that serves as a token, or finds it made: init-token.sh DIRECTORY
#
# For tests and for trying out: NSS softokn ignores the templates of the key encryption key, so it is
# accepted only when told so (profile.md). In DIRECTORY: db/ and pin (random, mode 0600). A second run
# changes nothing.
set -eu
umask 077

fail() {
  echo "init-token.sh: $1" >&2
  exit 1
}

if [ $# -ne 1 ]; then
  echo "usage: init-token.sh DIRECTORY" >&2
  exit 64
fi
command -v certutil >/dev/null || fail "certutil is not installed: apt-get install libnss3-tools"

module=
for candidate in /usr/lib/*/libsoftokn3.so /usr/lib/*/nss/libsoftokn3.so /usr/lib64/libsoftokn3.so; do
  if [ -e "$candidate" ]; then
    module=$candidate
    break
  fi
done
[ -n "$module" ] || fail "libsoftokn3.so was not found under /usr/lib: apt-get install libnss3"

mkdir -p "$1/db"
directory=$(cd "$1" && pwd)
pin_file=$directory/pin
if [ -e "$directory/db/key4.db" ]; then
  [ -s "$pin_file" ] || fail "the database exists and its PIN file $pin_file does not: restore it, or remove $directory/db to begin anew (which loses every key)"
  echo "Token 'NSS Certificate DB' is there already."
else
  [ -s "$pin_file" ] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$pin_file"
  certutil -N -d "sql:$directory/db" -f "$pin_file"
  echo "Token 'NSS Certificate DB' is initialized."
fi

cat <<EOF
Configuration of keyferry-server:
  keyferry.token.module=$module
  keyferry.token.label=NSS Certificate DB
  keyferry.token.pin-file=$pin_file
  keyferry.token.module-arguments=configdir='sql:$directory/db' certPrefix='' keyPrefix='' secmod='secmod.db' flags=optimizeSpace
EOF
