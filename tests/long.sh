#!/bin/sh
# The long form of the tests of a kiosk that nobody looks after: a megabyte of everything that a keyboard can send, a storm
# of sizes, every field of every lesson typed into in the real binary, a minute of stillness. Each prints what it took.
#
#     tests/long.sh [--release]
set -eu
cd "$(dirname "$0")/.."
export KIOSK_FLOOD=1048576 KIOSK_STORM=5000 KIOSK_ENTERS=5000 KIOSK_KEYS=200000 KIOSK_ALIVE_MS=2000
export KIOSK_CANARY=1 KIOSK_STILL=60
exec cargo test "$@" --test it -- --nocapture --test-threads 1 locked:: canary:: idle::
