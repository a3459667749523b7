#!/bin/sh
# Makes a SoftHSM token, or finds it made: init-token.sh DIRECTORY [LABEL]
#
# In DIRECTORY: softhsm2.conf, tokens/, LABEL.pin and LABEL.so-pin (random, mode 0600). The PINs go to
# softhsm2-util through a terminal of its own, never through a command line, where every user could
# read them. A second run changes nothing.
set -eu
umask 077

usage() {
  echo "usage: init-token.sh DIRECTORY [LABEL]" >&2
  exit 64
}

fail() {
  echo "init-token.sh: $1" >&2
  exit 1
}

[ $# -ge 1 ] && [ $# -le 2 ] || usage
label=${2:-keyferry}
case "$label" in
  *[!A-Za-z0-9._-]* | "") fail "label '$label' is not made of letters, digits, '.', '_' and '-'" ;;
esac
[ ${#label} -le 32 ] || fail "label '$label' has more than the 32 characters that PKCS#11 allows"
command -v softhsm2-util >/dev/null || fail "softhsm2-util is not installed: apt-get install softhsm2"
command -v script >/dev/null || fail "script is not installed: apt-get install bsdutils"

module=
for candidate in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so \
  /usr/lib64/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so; do
  if [ -e "$candidate" ]; then
    module=$candidate
    break
  fi
done
[ -n "$module" ] || fail "libsofthsm2.so was not found under /usr/lib: apt-get install softhsm2"

mkdir -p "$1/tokens"
directory=$(cd "$1" && pwd)
SOFTHSM2_CONF=$directory/softhsm2.conf
export SOFTHSM2_CONF
if [ ! -e "$SOFTHSM2_CONF" ]; then
  cat >"$SOFTHSM2_CONF" <<EOF
directories.tokendir = $directory/tokens
objectstore.backend = file
log.level = ERROR
slots.removable = false
EOF
fi

has_token() {
  softhsm2-util --show-slots | grep -q "^ *Label: *$label *\$"
}

random_pin() {
  [ -s "$1" ] || od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$1"
}

pin_file=$directory/$label.pin
so_pin_file=$directory/$label.so-pin
if has_token; then
  [ -s "$pin_file" ] || fail "token '$label' exists and its PIN file $pin_file does not: restore it, or remove $directory/tokens to begin anew (which loses every key)"
  echo "Token '$label' is there already."
else
  random_pin "$pin_file"
  random_pin "$so_pin_file"
  # softhsm2-util asks twice for each PIN, and only on a terminal: script gives it one. Its
  # shell is named because that of a system user runs nothing.
  for file in "$so_pin_file" "$so_pin_file" "$pin_file" "$pin_file"; do
    cat "$file"
    echo
  done | SHELL=/bin/sh script -qec "softhsm2-util --init-token --free --label $label" /dev/null >/dev/null || true
  has_token || fail "softhsm2-util did not initialize the token; is there room in $directory?"
  echo "Token '$label' is initialized."
fi

cat <<EOF
Environment of every program that uses it:
  SOFTHSM2_CONF=$SOFTHSM2_CONF
Configuration of keyferry-server:
  keyferry.token.module=$module
  keyferry.token.label=$label
  keyferry.token.pin-file=$pin_file
The security officer's PIN is in $so_pin_file: move it off this machine.
EOF
