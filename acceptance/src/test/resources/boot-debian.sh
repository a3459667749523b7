#!/bin/sh
# Boots the Debian in ROOT with a systemd of its own, in namespaces and a control group of its own.
# The network is the machine's. It ends when the first process in there is killed.
#
#   boot-debian.sh ROOT CGROUP
set -eu

cgroup=$(findmnt -n -o TARGET -t cgroup2 | head -n 1)/$2
mkdir "$cgroup"
trap 'find "$cgroup" -depth -type d -exec rmdir {} +' EXIT

# shellcheck disable=SC2016 # for the shells within
inside='
  mount --make-rprivate /
  mount --bind "$1" "$1"
  cd "$1"
  mount -t proc proc proc
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs tmpfs tmp
  mount -t tmpfs -o mode=755 tmpfs dev
  for node in null zero full random urandom tty; do
    touch "dev/$node"
    mount --bind "/dev/$node" "dev/$node"
  done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  hostname debian
  pivot_root . mnt
  umount -l /mnt
  mount --make-rshared / # or credentials do not reach their services
  exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd
'
# shellcheck disable=SC2016
sh -euc '
  echo $$ >"$1/cgroup.procs"
  exec unshare --pid --fork --kill-child --mount --cgroup --uts --ipc sh -euc "$3" boot "$2"
' join "$cgroup" "$1" "$inside" &
wait $! || true
