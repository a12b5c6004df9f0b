#!/bin/sh
# Runs one attempt: claims its folder, runs command.sh inside it, beats, and writes how it ended.
#
# usage: bootstrap.sh RUN_DIR TOKEN
#
# Needs a POSIX shell and nothing else on the machine. RUN_DIR must hold command.sh. A second copy that finds the folder
# claimed leaves with code 0 and touches nothing: the run directory's format is in docs/run-directory.md.
set -u

run_dir=$1
token=$2
cd "$run_dir" || exit 73

# Seconds since 1970 with three decimals where `date` knows of them, which POSIX does not ask of it.
now() {
    time=$(date +%s.%N)
    case $time in
    *[!0-9.]*) date +%s ;;
    *) printf '%.14s\n' "$time" ;;
    esac
}

# Field 22 of /proc/PID/stat; the command's name in field 2 may hold blanks, so everything up to its bracket goes first.
start_ticks() {
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # shellcheck disable=SC2086  # the fields are to be split
    set -- ${stat##*) }
    echo "${20}"
}

write() {
    printf '%s\n' "$2" >"$1.$$" && mv "$1.$$" "$1"
}

host=$(uname -n)
boot_id=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown)
ticks=$(start_ticks $$ || echo 0)
slurm=${SLURM_JOB_ID:+,\"slurm_job_id\":\"$SLURM_JOB_ID\"}

# A hard link appears whole or not at all, on network file systems too; the owner is read back because a lost reply can
# make the winner of the race see a failure.
claim="{\"version\":1,\"token\":\"$token\",\"host\":\"$host\",\"boot_id\":\"$boot_id\",\"pid\":$$,\"start_ticks\":$ticks,\"at\":$(now)$slurm}"
printf '%s\n' "$claim" >"claim.$$" || exit 73
ln "claim.$$" claim 2>/dev/null
rm -f "claim.$$"
if [ "$(cat claim 2>/dev/null)" != "$claim" ]; then
    exit 0
fi

write start.json "{\"version\":1,\"started_at\":$(now),\"host\":\"$host\",\"pid\":$$}"

# The beat ends with this shell even when this shell is killed without a word, and a reused pid does not keep it alive.
write heartbeat "$(now)"
(
    # $! is read when the signal comes, which may be right after a fork; a fork that is not `sleep` yet would lose TERM.
    # shellcheck disable=SC2016
    trap 'kill -9 $! 2>/dev/null; exit 0' TERM
    while :; do
        sleep 10 &
        wait $!
        [ "$(start_ticks $$)" = "$ticks" ] || exit 0
        write heartbeat "$(now)"
    done
) >/dev/null 2>&1 &
beat=$!

child=
stopped=
caught=
# shellcheck disable=SC2317  # the traps below call it
forward() {
    [ "$1" = USR1 ] || stopped=$1
    caught=$1
    [ -z "$child" ] || kill -s "$1" "$child" 2>/dev/null
}
trap 'forward TERM' TERM
trap 'forward INT' INT
trap 'forward USR1' USR1

RUN_DIR=$PWD
export RUN_DIR
sh ./command.sh >>log.txt 2>&1 &
child=$!
# A signal that came before the child had a number is passed on now.
[ -z "$caught" ] || kill -s "$caught" "$child" 2>/dev/null
# A signal ends `wait` early: then wait again. One that came just as the child ended finds nobody left to wait for.
code=
while :; do
    caught=
    wait "$child"
    status=$?
    if [ -z "$code" ] || [ "$status" -ne 127 ]; then
        code=$status
    fi
    [ -n "$caught" ] || break
done
kill "$beat" 2>/dev/null

signal=null
[ "$code" -le 128 ] || signal=$((code - 128))
reason=failed
if [ "$code" -eq 0 ]; then
    reason=finished
elif [ -n "$stopped" ]; then
    reason=cancelled
fi
write exit.json "{\"version\":1,\"code\":$code,\"signal\":$signal,\"reason\":\"$reason\",\"finished_at\":$(now)}"
exit "$code"
