#!/bin/sh
# Runs one attempt: claims its folder, runs command.sh inside it, beats, and writes how it ended.
#
# usage: bootstrap.sh RUN_DIR TOKEN
#
# Needs a POSIX shell and nothing else on the machine. RUN_DIR must hold command.sh. A second copy that finds the folder
# claimed leaves with code 0 and touches nothing: the run directory's format is in docs/run-directory.md.
#
# In a Slurm job, USR1 is passed on to the command, which then saves what it has and ends. A run that ends without a result
# after it is started again by Slurm, LAB_REQUEUES times at most, as a further attempt. Where several runs share the job,
# LAB_PACK names a file whose being there tells whoever started them all to ask for that, once the last of them has ended.
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
job=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
job=${job:-${SLURM_JOB_ID:-}}
slurm=${job:+,\"slurm_job_id\":\"$job\"}

# A hard link appears whole or not at all, on network file systems too; the owner is read back because a lost reply can
# make the winner of the race see a failure.
claim="{\"version\":1,\"token\":\"$token\",\"host\":\"$host\",\"boot_id\":\"$boot_id\",\"pid\":$$,\"start_ticks\":$ticks,\"at\":$(now)$slurm}"
printf '%s\n' "$claim" >"claim.$$" || exit 73
ln "claim.$$" claim 2>/dev/null
rm -f "claim.$$"
if [ "$(cat claim 2>/dev/null)" != "$claim" ]; then
    exit 0
fi

details=
if [ -n "$job" ]; then
    details=",\"slurm\":{\"job_id\":\"$job\",\"node\":\"${SLURMD_NODENAME:-$host}\",\"nodes\":\"${SLURM_JOB_NODELIST:-}\",\"partition\":\"${SLURM_JOB_PARTITION:-}\",\"restarts\":${SLURM_RESTART_COUNT:-0}}"
fi
write start.json "{\"version\":1,\"started_at\":$(now),\"host\":\"$host\",\"pid\":$$$details}"

# What it runs on and with, for `tracker show`; LAB_CAPTURE=none leaves it out. The argument is what nvidia-smi says.
# Values of variables that are named like a secret stay here.
capture() {
    [ "${LAB_CAPTURE:-}" != none ] && mkdir -p capture || return 0
    GPUS=$1 HOST=$host SYSTEM=$(uname -srm) LC_ALL=C awk '
        function text(s,    out, c, i) {
            for (i = 1; i <= length(s); i++) {
                c = substr(s, i, 1)
                if (c == "\\" || c == "\"") out = out "\\" c
                else out = out (index(control, c) ? " " : c)
            }
            return "\"" out "\""
        }
        function pairs(wanted,    name, value, out) {
            for (name in ENVIRON) {
                if (name ~ /^(GPUS|HOST|SYSTEM|_)$|%/ || name !~ wanted) continue
                value = substr(ENVIRON[name], 1, 4096)
                if (toupper(name) ~ /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|PRIVATE|SIGNATURE|WEBHOOK|DSN/)
                    value = "(hidden)"
                else if (match(value, /:\/\/[^\/@ ]+@/))
                    value = substr(value, 1, RSTART + 2) substr(value, RSTART + RLENGTH)
                out = out (out == "" ? "" : ",") text(name) ":" text(value)
            }
            return "{" out "}"
        }
        function gpus(    lines, part, count, i, out) {
            count = split(ENVIRON["GPUS"], lines, "\n")
            for (i = 1; i <= count; i++) {
                if (split(lines[i], part, ", *") != 5) continue
                out = out (out == "" ? "" : ",") "{\"index\":" text(part[1]) ",\"name\":" text(part[2]) ",\"uuid\":" \
                    text(part[3]) ",\"memory_mb\":" text(part[4]) ",\"driver\":" text(part[5]) "}"
            }
            return "[" out "]"
        }
        BEGIN {
            for (i = 1; i < 32; i++) control = control sprintf("%c", i)
            control = control sprintf("%c", 127)
            while ((getline line <"/proc/cpuinfo") > 0) {
                if (line ~ /^processor/) cpus++
                else if (cpu == "" && line ~ /^model name/) cpu = substr(line, index(line, ":") + 2)
            }
            while ((getline line <"/proc/meminfo") > 0)
                if (split(line, part, " ") && part[1] == "MemTotal:") memory = int(part[2] / 1024)
            print "{\"version\":1,\"host\":{\"name\":" text(ENVIRON["HOST"]) ",\"system\":" text(ENVIRON["SYSTEM"]) \
                ",\"cpu\":" text(cpu) ",\"cpus\":" cpus + 0 ",\"memory_mb\":" memory + 0 "},\"gpus\":" gpus() \
                ",\"slurm\":" pairs("^SLURM_") ",\"environment\":" pairs("") "}"
        }' >"capture/wrapper.$$" 2>/dev/null && mv "capture/wrapper.$$" capture/wrapper.json
}
capture ""

# A line of system.jsonl: processor time and memory of this shell with all below it, and of the machine. What is needed of
# the sample before is kept in `sampled`.
sampled=
began=$(date +%s)
clock=$(getconf CLK_TCK 2>/dev/null || echo 100)
page=$(getconf PAGESIZE 2>/dev/null || echo 4096)
sample() {
    # shellcheck disable=SC2046  # the state and the line are to be split; neither holds a blank
    set -- $(cat /proc/stat /proc/meminfo /proc/[0-9]*/stat 2>/dev/null |
        LC_ALL=C awk -v root=$$ -v before="$sampled" -v clock="$clock" -v page="$page" -v at="$(now)" -v began="$began" '
        $1 == "cpu" { total = $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9; busy = total - $5 - $6 }
        $1 == "MemTotal:" { memory = $2 }
        $1 == "MemAvailable:" { free = $2 }
        /^[0-9]+ \(/ {
            pid = $1
            sub(/^.*\) /, "")
            parent[pid] = $2; ticks[pid] = $12 + $13 + $14 + $15; pages[pid] = $22
        }
        END {
            ours[root] = 1
            do {
                more = 0
                for (pid in parent) if (!(pid in ours) && (parent[pid] in ours)) { ours[pid] = 1; more = 1 }
            } while (more)
            for (pid in ours) { taken += ticks[pid]; resident += pages[pid] }
            printf "%.3f:%d:%d:%d ", at, taken, busy, total
            printf "{\"step\":%d,\"time\":%.3f,\"values\":{\"system/rss\":%.1f", at - began, at, resident * page / 1e6
            if (memory) printf ",\"system/host_memory\":%.1f", 100 * (1 - free / memory)
            if (split(before, old, ":") == 4 && at > old[1] && total > old[4]) {
                printf ",\"system/cpu\":%.1f", 100 * (taken - old[2]) / clock / (at - old[1])
                printf ",\"system/host_cpu\":%.1f", 100 * (busy - old[3]) / (total - old[4])
            }
            print "}}"
        }')
    [ $# -eq 2 ] || return 0
    [ -z "$sampled" ] || printf '%s\n' "$2" >>system.jsonl
    sampled=$1
}

# An nvidia-smi that hangs, as it does on a broken GPU, holds up nothing but this loop.
watch_gpus() {
    [ "${LAB_CAPTURE:-}" != none ] && command -v nvidia-smi >/dev/null || return 0
    # As for the beat: see there.
    # shellcheck disable=SC2016
    trap 'kill -9 $! 2>/dev/null; exit 0' TERM
    capture "$(nvidia-smi --query-gpu=index,name,uuid,memory.total,driver_version --format=csv,noheader,nounits)"
    while [ "$(start_ticks $$)" = "$ticks" ]; do
        line=$(nvidia-smi --query-gpu=index,utilization.gpu,memory.used,power.draw,temperature.gpu \
            --format=csv,noheader,nounits | LC_ALL=C awk -F ', *' -v at="$(now)" -v began="$began" '
            function add(name, value) {
                if (value + 0 == value) values = values (values == "" ? "" : ",") "\"system/gpu" $1 "_" name "\":" value + 0
            }
            NF == 5 { add("util", $2); add("memory", $3); add("power", $4); add("temperature", $5) }
            END { if (values != "") printf "{\"step\":%d,\"time\":%.3f,\"values\":{%s}}", at - began, at, values }')
        [ -n "$line" ] || return 0
        printf '%s\n' "$line" >>system.jsonl
        sleep "$pause" &
        wait $!
    done
}

# The beat ends with this shell even when this shell is killed without a word, and a reused pid does not keep it alive.
pause=${LAB_BEAT:-5}
write heartbeat "$(now)"
watch_gpus >/dev/null 2>&1 &
gpus=$!
(
    # $! is read when the signal comes, which may be right after a fork; a fork that is not `sleep` yet would lose TERM.
    # shellcheck disable=SC2016
    trap 'kill -9 $! 2>/dev/null; exit 0' TERM
    [ "${LAB_CAPTURE:-}" = none ] || sample
    while :; do
        sleep "$pause" &
        wait $!
        [ "$(start_ticks $$)" = "$ticks" ] || exit 0
        if [ -e fence ]; then
            kill -s USR2 $$
            exit 0
        fi
        write heartbeat "$(now)"
        [ "${LAB_CAPTURE:-}" = none ] || sample
    done
) >/dev/null 2>&1 &
beat=$!

child=
stopped=
caught=
asked_to_save=
fenced=
# The processes that the command has started itself, as far as the kernel tells.
children() { cat "/proc/$1/task/"*/children 2>/dev/null; }
# shellcheck disable=SC2317  # called by itself and by a trap
kill_tree() {
    for one in $(children "$1"); do kill_tree "$one"; done
    kill -9 "$1" 2>/dev/null
}
# Whether the command was told to end together with this shell: by Slurm, or through the process group. A second signal makes
# many programs end at once, without saving. The beat is in the same group, and ends when it is told.
# shellcheck disable=SC2317  # called by a trap
was_told_too() {
    sleep 0.3 2>/dev/null || sleep 1
    case $(cat "/proc/$beat/stat" 2>/dev/null) in "" | *") Z "*) return 0 ;; esac
    return 1
}
# shellcheck disable=SC2317  # the traps below call it
forward() {
    caught=$1
    if [ "$1" = USR1 ]; then asked_to_save=yes; else stopped=$1; fi
    [ -n "$child" ] || return 0
    [ "$1" = USR1 ] || ! was_told_too || return 0
    # A fork that is not the shell of command.sh yet would be killed by what that shell ignores.
    tries=0
    while [ "$(tr '\0' ' ' <"/proc/$child/cmdline")" = "$(tr '\0' ' ' <"/proc/$$/cmdline")" ] && [ "$tries" -lt 20 ]; do
        sleep 0.1 2>/dev/null || sleep 1
        tries=$((tries + 1))
    done 2>/dev/null
    # As long as the shell of command.sh waits for a program, that is the one to be told; the last command takes its place.
    programs=$child
    case $(tr '\0' ' ' <"/proc/$child/cmdline" 2>/dev/null) in
    "sh -c trap : USR1;"*)
        programs=$(children "$child")
        [ "$1" = USR1 ] || programs="$programs $child"
        ;;
    esac
    # shellcheck disable=SC2086  # one argument each
    kill -s "$1" $programs 2>/dev/null
}
trap 'forward TERM' TERM
trap 'forward INT' INT
trap 'forward USR1' USR1
# A later attempt has taken the claim: end at once, before another line is written.
trap 'caught=USR2; fenced=yes; [ -z "$child" ] || kill_tree "$child"' USR2

RUN_DIR=$PWD
export RUN_DIR
# A shell that lets its program end first, when it is told to end, and that ignores USR1 without passing that on to its
# programs: `:` does, an empty trap would not.
sh -c "trap : USR1; trap 'exit 143' TERM; trap 'exit 130' INT; . ./command.sh" >>log.txt 2>&1 &
child=$!
# A signal that came before the child had a number is passed on now.
[ -z "$caught" ] || forward "$caught"
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
kill "$beat" "$gpus" 2>/dev/null

signal=null
[ "$code" -le 128 ] || signal=$((code - 128))
reason=failed
note=
requeue=
if [ "$code" -eq 0 ]; then
    reason=finished
elif [ -n "$asked_to_save" ]; then
    note="ended after Slurm's warning of the time limit"
    [ -z "$job" ] || [ "${SLURM_RESTART_COUNT:-0}" -ge "${LAB_REQUEUES:-0}" ] || requeue=yes
elif [ -n "$stopped" ] && [ -n "$job" ]; then
    # Cancelled, preempted, or out of time: Slurm knows which.
    note="Slurm sent SIG$stopped"
elif [ -n "$stopped" ]; then
    reason=cancelled
fi
[ -z "$requeue" ] || note="$note; it asked to be started again"
# Exactly one writes the fence: this attempt at its own end, or a later attempt that takes its place.
printf 'its own end\n' >"fence.$$" && ln "fence.$$" fence 2>/dev/null
rm -f "fence.$$"
if [ "$(cat fence 2>/dev/null)" != "its own end" ]; then
    fenced=yes
    requeue=
fi
if [ -n "$fenced" ]; then
    reason=fenced
    note=$(cat fence)
    [ "$code" -ne 0 ] || code=75
fi
write exit.json "{\"version\":1,\"code\":$code,\"signal\":$signal,\"reason\":\"$reason\"${note:+,\"note\":\"$note\"},\"finished_at\":$(now)}"
if [ -n "$requeue" ] && [ -n "${LAB_PACK:-}" ]; then
    : >"$LAB_PACK"
elif [ -n "$requeue" ]; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"
