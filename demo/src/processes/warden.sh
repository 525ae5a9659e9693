#!/bin/sh
# Outlives the demo. When the demo's end of this pipe closes, whatever the reason, it ends each process that
# still carries the demo's mark ($1, as NAME=value in its environment).
cat >/dev/null

signal_marked() {
  found=1
  for file in $(grep -lszxF -- "$2" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${file#/proc/}
    kill -s "$1" "${pid%/environ}" 2>/dev/null && found=0
  done
  return "$found"
}

signal_marked TERM "$1" || exit 0
for _ in 1 2 3 4 5; do
  sleep 0.4
  signal_marked 0 "$1" || exit 0
done
signal_marked KILL "$1"
exit 0
