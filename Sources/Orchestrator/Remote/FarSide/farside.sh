#!/bin/sh
# The lab's hand on a cluster: each call does one piece of work for any number of runs.
#
# usage: farside.sh ROOT place FOLDER              lays staged files out; a line "NAME PATH" each on standard input, "- PATH" for a folder
#        farside.sh ROOT submit TOKEN BYTES        hands the bundle on standard input to Slurm, once
#        farside.sh ROOT observe MARK              answers the questions on standard input
#        farside.sh ROOT fetch MARK LIMIT          sends the files that standard input names, but none larger than LIMIT bytes
#        farside.sh ROOT task TOKEN BOOTSTRAP      in the batch job: starts the runs of this task
#
# Needs POSIX sh, find, xargs, awk, sed, tail and Slurm's commands. Everything lies below ROOT:
#   store/          staged files under the names of their contents
#   submissions/T/  one for each batch job: bundle, go (made by the one call that may ask sbatch), reply, code, id (the journal)
#   runs/…          run directories, named as in the lab
#
# A bundle is a line "pargo-lab 1 SCRIPT COMMAND PACK", SCRIPT lines for sbatch, COMMAND lines for command.sh, and then a
# line for each run with these fields, tabs between, "-" for none:
#   sweep  key  attempt  token  seed  stage  resume  needs (STAGE=DIRECTORY, bars between)  configuration
set -u
LC_ALL=C
export LC_ALL
tab=$(printf '\t')

root=$1
verb=$2
shift 2

fail() {
    echo "farside: $1" >&2
    exit "$2"
}

# ---- on the login node

place() {
    [ -d "$1" ] && exit 0
    rm -rf "$1.$$" && mkdir -p "$1.$$" || exit 73
    cat >"$1.$$.list" || exit 73
    # A connection that broke ends the input early, and a folder without its files would stay so for good.
    if [ "$(wc -c <"$1.$$.list")" -ne "$2" ]; then
        rm -rf "$1.$$" "$1.$$.list"
        fail "the list of files arrived incomplete; nothing was laid out" 75
    fi
    while read -r name path; do
        if [ "$name" = - ]; then
            mkdir -p "$1.$$/$path" || exit 73
            continue
        fi
        case $path in */*) mkdir -p "$1.$$/${path%/*}" || exit 73 ;; esac
        ln "store/$name" "$1.$$/$path" 2>/dev/null || cp "store/$name" "$1.$$/$path" || exit 73
    done <"$1.$$.list"
    rm -f "$1.$$.list"
    # Whoever is second finds the same files there.
    mv "$1.$$" "$1" 2>/dev/null || rm -rf "$1.$$"
    [ -d "$1" ] || exit 73
}

# Takes the gate of a submission that was not handed over, so that it never will be.
void() {
    mkdir -p "submissions/$1" && mkdir "submissions/$1/go" 2>/dev/null && echo "given up" >"submissions/$1/void"
}

# Says what is known of a submission: "go" once somebody may have asked sbatch, its exit code, the job, and its words.
report() {
    if [ ! -d "$1/go" ]; then
        echo "state none"
        return
    fi
    if [ -f "$1/void" ]; then
        echo "state void"
        return
    fi
    echo "state go"
    [ ! -f "$1/asked" ] || echo "asked $(cat "$1/asked")"
    [ ! -f "$1/id" ] || echo "id $(cat "$1/id")"
    [ ! -f "$1/code" ] || echo "code $(cat "$1/code")"
    [ ! -f "$1/out" ] || sed 's/^/out /' "$1/out"
    [ ! -f "$1/err" ] || sed 's/^/err /' "$1/err"
}

submit() {
    folder=submissions/$1
    mkdir -p "$folder" || exit 73
    if [ ! -d "$folder/go" ]; then
        cat >"$folder/bundle.$$" || exit 73
        # A connection that broke ends the input early.
        if [ "$(wc -c <"$folder/bundle.$$")" -ne "$2" ]; then
            rm -f "$folder/bundle.$$"
            fail "the bundle arrived incomplete; nothing was submitted" 75
        fi
        mv -f "$folder/bundle.$$" "$folder/bundle" || exit 73
        read -r _ _ script _ <"$folder/bundle"
        sed -n "2,$((script + 1))p;$((script + 1))q" "$folder/bundle" >"$folder/script.$$" &&
            mv -f "$folder/script.$$" "$folder/script" || exit 73
        # Of all calls that ever get here exactly one makes this folder, and only that one asks sbatch.
        if mkdir "$folder/go" 2>/dev/null; then
            ask_sbatch "$folder"
        elif [ ! -d "$folder/go" ]; then
            mkdir "$folder/go" || exit 73
            ask_sbatch "$folder"
        fi
    fi
    report "$folder"
}

ask_sbatch() {
    date +%s >"$1/asked"
    sbatch --parsable <"$1/script" >"$1/out" 2>"$1/err"
    code=$?
    id=$(sed -n 's/^\([0-9][0-9]*\)\(;.*\)\{0,1\}$/\1/p' "$1/out" | tail -n 1)
    if [ -n "$id" ]; then echo "$id" >"$1/id.$$" && mv -f "$1/id.$$" "$1/id"; fi
    echo "$code" >"$1/code.$$" && mv -f "$1/code.$$" "$1/code"
}

# Questions, a line each: "run DIRECTORY METRICS SYSTEM LOG ARTIFACTS RECORDS", the sizes of the copies that the lab has and
# the letters c, s, k of the records it has (claim, start, config); "submission TOKEN", or "void TOKEN" to give one up that
# was not handed over; "queue FORMAT"; "accounts FORMAT WORDS" with further words for sacct.
# Answers begin with a line "MARK kind …"; the mark is random, so that no content has it.
observe() {
    mark=$1
    work=submissions/.observe.$$
    trap 'rm -f "$work.asked" "$work.list" "$work.ended" "$work.keys"' EXIT
    cat >"$work.asked" || exit 73
    echo "$mark time $(date +%s)"
    sed -n 's/^void //p' "$work.asked" | while read -r token; do void "$token"; done
    sed -n 's/^submission //p; s/^void //p' "$work.asked" | while read -r token; do
        echo "$mark submission $token"
        report "submissions/$token"
    done
    # The folders of the keys, each once, and every file in their attempts with its size. What has ended is listed before
    # the sizes, so that an end is never told without all that was written before it.
    sed -n 's/^run \(.*\)$/\1/p' "$work.asked" | sed "s,/[0-9]*$tab.*,," | sort -u | tr '\n' '\0' >"$work.keys"
    found -name exit.json >"$work.ended"
    found -exec wc -c {} + >"$work.list"
    awk -v FS="$tab" "$choose" "$work.asked" list=ended "$work.ended" list=sizes "$work.list" | send "$mark"
    user=$(id -un)
    TZ=UTC SLURM_TIME_FORMAT=%s SLURM_BITSTR_LEN=0
    export TZ SLURM_TIME_FORMAT SLURM_BITSTR_LEN
    format=$(sed -n 's/^queue //p' "$work.asked")
    if [ -n "$format" ]; then
        printf '\n%s queue\n' "$mark"
        squeue -h -r -t all -u "$user" -o "$format" 2>"$work.list"
        printf '\n%s queued %s\n' "$mark" "$?"
        cat "$work.list"
    fi
    format=$(sed -n 's/^accounts \([^ ]*\) .*/\1/p' "$work.asked")
    if [ -n "$format" ]; then
        printf '\n%s accounts\n' "$mark"
        # shellcheck disable=SC2046  # one word each
        sacct --duplicates --parsable2 --delimiter="$(printf '\037')" --format="$format" \
            $(sed -n 's/^accounts [^ ]* //p' "$work.asked") 2>"$work.list"
        printf '\n%s accounted %s\n' "$mark" "$?"
        cat "$work.list"
    fi
    printf '\n%s end\n' "$mark"
}

# The files in the attempts of all keys, and what is to be done with them.
found() {
    # shellcheck disable=SC2016  # the inner shell's
    xargs -0 sh -c 'condition=$1; shift; [ $# -eq 0 ] || eval "find \"\$@\" -mindepth 2 -maxdepth 2 -type f $condition"' \
        find "$*" <"$work.keys" 2>/dev/null
}

# Sends what was chosen. Perl does it in one process, where there is Perl; else each piece of a log costs a process.
send() {
    if command -v perl >/dev/null 2>&1; then
        perl -e "$send_all" "$1"
        return
    fi
    while IFS=$tab read -r kind path offset limit; do
        case $kind in
        record)
            printf '\n%s file %s\t0\n' "$1" "$path"
            while IFS= read -r line || [ -n "$line" ]; do printf '%s\n' "$line"; done 2>/dev/null <"$path"
            ;;
        tail)
            printf '\n%s file %s\t%s\n' "$1" "$path" "$offset"
            if [ "$limit" -eq 0 ]; then
                tail -c "+$((offset + 1))" "$path"
            else
                tail -c "+$((offset + 1))" "$path" | head -c "$limit"
            fi
            ;;
        more) printf '\n%s more\n' "$1" ;;
        esac
    done
}

# shellcheck disable=SC2016  # Perl's dollars
send_all='
my $mark = shift; binmode STDOUT;
while (<STDIN>) {
    chomp; my ($kind, $path, $offset, $limit) = split /\t/;
    if ($kind eq "more") { print "\n$mark more\n"; next }
    open(my $file, "<", $path) or next; binmode $file;
    $offset = 0 if $kind eq "record"; seek($file, $offset, 0);
    my $piece = "";
    if ($limit) { read($file, $piece, $limit) } else { local $/; $piece = <$file> }
    print "\n$mark file $path\t$offset\n", defined $piece ? $piece : "";
}
'

# Chooses what to send of each file, from the questions, the exit records and the sizes.
# shellcheck disable=SC2016  # awk's dollars
choose='
BEGIN { budget = 32000000; piece = 1000000 }
list == "" {
    if (sub(/^run /, "", $1)) {
        have[$1 "/metrics.jsonl"] = $2; have[$1 "/system.jsonl"] = $3; have[$1 "/log.txt"] = $4
        have[$1 "/artifacts.jsonl"] = $5; records[$1] = $6; known[$1] = 1
        key = $1; sub(/\/[0-9]+$/, "", key); number = substr($1, length(key) + 2) + 0
        if (number > latest[key]) latest[key] = number
    }
    next
}
list == "ended" { ended[$0] = 1; next }
{
    if (!match($0, /[0-9]+ /)) next
    size = substr($0, RSTART, RLENGTH) + 0; path = substr($0, RSTART + RLENGTH)
    name = path; sub(/.*\//, "", name)
    folder = substr(path, 1, length(path) - length(name) - 1)
    if (!(folder in known)) {
        # A further attempt, made when Slurm started a job again.
        key = folder; sub(/\/[0-9]+$/, "", key); number = substr(folder, length(key) + 2)
        if (number !~ /^[0-9]+$/ || number + 0 <= latest[key]) next
    }
    if (name == "exit.json" && !(path in ended)) next
    if (name == "claim" && index(records[folder], "c")) next
    if (name == "start.json" && index(records[folder], "s")) next
    if (name == "config.json" && index(records[folder], "k")) next
    if (name ~ /^(claim|start\.json|exit\.json|heartbeat|progress|stopped|config\.json)$/) { print "record\t" path; next }
    if (name !~ /^(metrics\.jsonl|system\.jsonl|log\.txt|artifacts\.jsonl)$/) next
    start = (path in have) ? have[path] + 0 : 0
    if (size == start) next
    if (size < start) start = 0
    if (budget <= 0) { more = 1; next }
    length_ = size - start
    if (length_ > piece) { more = 1; length_ = piece; limit = piece } else limit = 0
    budget -= length_
    print "tail\t" path "\t" start "\t" limit
}
END { if (more) print "more" }
'

# A line "MARK file PATH<tab>0" before each file.
fetch() {
    while IFS= read -r path; do
        [ -f "$path" ] || continue
        [ "$(wc -c <"$path")" -le "$2" ] || continue
        printf '\n%s file %s\t0\n' "$1" "$path"
        cat "$path"
    done
    printf '\n%s end\n' "$1"
}

# ---- in the batch job

# A file that exactly one of all who try gets to write, on network file systems too.
first_to_write() {
    printf '%s\n' "$2" >"$1.$$" || return 1
    ln "$1.$$" "$1" 2>/dev/null
    rm -f "$1.$$"
    [ "$(cat "$1" 2>/dev/null)" = "$2" ]
}

# Ends a run that never started: its exit record says why.
refuse_run() {
    mkdir -p "$1" || return
    printf '{"version":1,"code":%s,"signal":null,"reason":"failed","note":"%s","finished_at":%s}\n' \
        "$2" "$3" "$(date +%s)" >"$1/exit.json.$$" && mv "$1/exit.json.$$" "$1/exit.json"
    echo "$1: $3" >&2
}

has_finished() { grep -q '"reason": *"finished"' "$1/exit.json" 2>/dev/null; }

# The attempt of a key that has finished.
result_of() {
    for one in "$1"/*/; do
        one=${one%/}
        if has_finished "$one"; then
            echo "$one"
            return 0
        fi
    done
    return 1
}

# Makes the run directory of a line of the bundle and says where it is; fails when there is nothing to run, and then $leaves
# is the exit code: 0 for a copy that is not needed.
prepare() {
    leaves=0
    IFS=$tab read -r sweep key number token seed stage resume needs configuration <<END
$1
END
    base=runs/$sweep/$key
    # A claim of this very job means that Slurm has started it again: that is a further attempt.
    while [ -f "$base/$number/claim" ]; do
        holder=$(sed -n 's/.*"slurm_job_id":"\([^"]*\)".*/\1/p' "$base/$number/claim")
        if [ "$holder" != "$job" ]; then
            echo "$base/$number is run by job ${holder:-unknown}: this copy leaves" >&2
            return 1
        fi
        number=$((number + 1))
    done
    if [ -f "$base/$number/fence" ]; then
        echo "$base/$number was given up: $(cat "$base/$number/fence") took its place; this copy leaves" >&2
        return 1
    fi
    fence_earlier || return 1
    directory=$base/$number
    variables="export LAB_CACHE='$PWD/cache' RUN_STAGE='$stage' RUN_SEED='${seed#-}'"
    [ -z "$from" ] || variables="$variables RESUME_FROM='$PWD/$from'"
    rest=$needs
    while [ "$rest" != - ]; do
        need=${rest%%|*}
        if ! found=$(result_of "${need#*=}"); then
            leaves=78
            refuse_run "$directory" 78 "it needs ${need#*=}, which has no result here"
            return 1
        fi
        variables="$variables NEEDS_${need%%=*}='$PWD/$found'"
        case $rest in *"|"*) rest=${rest#*|} ;; *) rest=- ;; esac
    done
    leaves=73
    mkdir -p "$directory" || return 1
    printf '%s\n' "$configuration" >"$directory/config.json" || return 1
    { printf '%s\n' "$variables" && sed -n "$((2 + script)),$((1 + script + command))p" "$bundle"; } >"$directory/command.sh"
}

# Takes the claim from earlier attempts, whose processes may live on where Slurm lost sight of a node; an attempt that ended
# by itself wrote its own name first. Fails when one of them has finished. Sets $from to what can be resumed.
fence_earlier() {
    from=
    earlier=1
    while [ "$earlier" -lt "$number" ]; do
        folder=$base/$earlier
        earlier=$((earlier + 1))
        # Also where nothing has begun: its job may be late, and must not begin after this one.
        mkdir -p "$folder" || return 1
        if ! first_to_write "$folder/fence" "attempt $number of job $job" && [ "$(cat "$folder/fence")" = "its own end" ]; then
            # It is just about to write how it ended.
            tries=0
            while [ ! -f "$folder/exit.json" ] && [ "$tries" -lt 10 ]; do
                sleep 1
                tries=$((tries + 1))
            done
        fi
        if has_finished "$folder"; then
            echo "$folder has finished: nothing to do" >&2
            return 1
        fi
        if [ "$resume" = yes ] && [ -d "$folder/checkpoints" ]; then from=$folder; fi
    done
    return 0
}

# Where the first node can be reached: its name where that resolves, else the address that Slurm uses.
rendezvous() {
    MASTER_PORT=$((20000 + ${SLURM_JOB_ID:-0} % 20000))
    first=$(scontrol show hostnames "${SLURM_JOB_NODELIST:-}" 2>/dev/null | head -n 1)
    MASTER_ADDR=${first:-$(uname -n)}
    if ! getent hosts "$MASTER_ADDR" >/dev/null 2>&1; then
        address=$(scontrol show node "$first" 2>/dev/null | sed -n 's/.*NodeAddr=\([^ ]*\).*/\1/p' | head -n 1)
        MASTER_ADDR=${address:-$MASTER_ADDR}
    fi
    export MASTER_ADDR MASTER_PORT
}

task() {
    bundle=submissions/$1/bundle
    bootstrap=$2
    job=${SLURM_ARRAY_JOB_ID:+${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID}
    job=${job:-${SLURM_JOB_ID:-}}
    read -r _ _ script command pack _ <"$bundle" || exit 74
    begin=$((2 + script + command + ${SLURM_ARRAY_TASK_ID:-0} * pack))
    if [ "${SLURM_JOB_NUM_NODES:-1}" -gt 1 ] || [ "${SLURM_NTASKS:-1}" -gt 1 ]; then rendezvous; fi
    if [ "$pack" -eq 1 ]; then
        prepare "$(sed -n "${begin}p;${begin}q" "$bundle")" || exit "$leaves"
        # This process becomes the wrapper, so that Slurm's signals reach it.
        exec sh "$bootstrap" "$directory" "$token"
    fi
    several
}

# Several runs side by side in one allocation; signals go to all of them, and the job fails when one of them does.
several() {
    copies=
    worst=0
    trap 'forward TERM' TERM
    trap 'forward INT' INT
    trap 'forward USR1' USR1
    gpus=${CUDA_VISIBLE_DEVICES:-}
    # Requeuing the job ends all that is in it, so it waits for the last to have saved.
    LAB_PACK=$PWD/${bundle%/*}/requeue.$job
    export LAB_PACK
    rm -f "$LAB_PACK"
    place=0
    while [ "$place" -lt "$pack" ]; do
        line=$(sed -n "$((begin + place))p;$((begin + place))q" "$bundle")
        place=$((place + 1))
        [ -n "$line" ] || continue
        if ! prepare "$line"; then
            [ "$leaves" -eq 0 ] || worst=$leaves
            continue
        fi
        share_gpus
        sh "$bootstrap" "$directory" "$token" &
        copies="$copies $!"
    done
    for copy in $copies; do
        # A signal ends `wait` early: then wait again.
        while :; do
            wait "$copy"
            code=$?
            kill -0 "$copy" 2>/dev/null || break
        done
        [ "$code" -eq 0 ] || worst=$code
    done
    [ ! -e "$LAB_PACK" ] || scontrol requeue "$SLURM_JOB_ID"
    exit "$worst"
}

# shellcheck disable=SC2317  # the traps call it
forward() {
    for copy in $copies; do kill -s "$1" "$copy" 2>/dev/null; done
}

# Each run of a pack sees its share of the GPUs where there are enough, else all of them.
share_gpus() {
    [ -n "$gpus" ] || return 0
    count=$(echo "$gpus" | tr ',' '\n' | grep -c .)
    share=$((count / pack))
    [ "$share" -ge 1 ] || return 0
    CUDA_VISIBLE_DEVICES=$(echo "$gpus" | cut -d, -f "$(((place - 1) * share + 1))-$((place * share))")
    export CUDA_VISIBLE_DEVICES
}

cd "$root" || fail "$root: cannot be entered" 73
case $verb in
place) place "$@" ;;
submit) submit "$@" ;;
observe) observe "$@" ;;
fetch) fetch "$@" ;;
task) task "$@" ;;
*) fail "$verb: no such thing" 64 ;;
esac
