#!/bin/sh
# The trainer under test. Whatever starts it writes a line into a ledger that the product knows nothing of, and another one
# when it has done its work: what really ran is counted there.
run=$1
printf 'start\t%s\t%s\t%s\n' "$run" "${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID:-local}}_${SLURM_ARRAY_TASK_ID:-}" "$(date +%s.%N)" >>"$LEDGER"
step=0
while [ "$step" -lt 3 ]; do
    step=$((step + 1))
    printf '{"step":%d,"time":%s,"values":{"loss":%d}}\n' "$step" "$(date +%s)" "$((10 - step))" >>"$run/metrics.jsonl"
done
sleep "${NAP:-0}"
printf 'end\t%s\t%s\t%s\n' "$run" "${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID:-local}}_${SLURM_ARRAY_TASK_ID:-}" "$(date +%s.%N)" >>"$LEDGER"
