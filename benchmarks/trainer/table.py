"""Turns the rounds' JSON lines into the tables that docs/benchmarks-trainer.md shows."""

import json
import statistics
import sys

rounds = [json.loads(line) for line in open(sys.argv[1])]


def rows(who, stage):
    return [r for r in rounds if r["who"] == who and r["stage"] == stage]


print("| stage | ours, ms a step | PyTorch eager, ms | steps/s ratio | rounds' ratios | processor time ratio | our memory | foreseen | PyTorch's | of it the import | ratio |")
print("|---|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|")
for stage in (1, 2):
    ours, theirs = rows("ours", stage), rows("torch", stage)
    if not ours or not theirs:
        continue
    ratios = [b["median_ms"] / a["median_ms"] for a, b in zip(ours, theirs)]
    cpu = statistics.median(b["median_cpu_ms"] / a["median_cpu_ms"] for a, b in zip(ours, theirs))
    ms = [statistics.median(r["median_ms"] for r in part) for part in (ours, theirs)]
    memory = [max(r["peak_memory_bytes"] for r in part) / 2**20 for part in (ours, theirs)]
    foreseen = ours[0]["foreseen_memory_bytes"] / 2**20
    imported = max(r["imported_bytes"] for r in theirs) / 2**20
    print(
        f"| {stage} | {ms[0]:.0f} | {ms[1]:.0f} | {statistics.median(ratios):.2f} | {' '.join(f'{r:.2f}' for r in ratios)} "
        f"| {cpu:.2f} | {memory[0]:.0f} MiB | {foreseen:.0f} MiB | {memory[1]:.0f} MiB | {imported:.0f} MiB | {memory[0] / memory[1]:.2f} |"
    )

for stage in (1, 2):
    ours = rows("ours", stage)
    if not ours:
        continue
    best = min(ours, key=lambda r: r["median_ms"])
    print(
        f"\nStage {stage}: {best['tokens_per_second']:.0f} tokens/s; the matrix product does "
        f"{best['sgemm_flops'] / 1e9:.0f} GFLOP/s at these shapes; {best['step_flop'] / 1e9:.1f} GFLOP are left of the plain "
        f"model's {best['model_flop'] / 1e9:.1f}: {100 * best['fraction_of_sgemm']:.0f} % of the product's speed "
        f"({100 * best['model_fraction_of_sgemm']:.0f} % counting the plain model's).\n"
    )
    total = sum(best["parts"].values())
    print("| where the time goes | ms | part |")
    print("|---|---:|---:|")
    for name, seconds in best["parts"].items():
        print(f"| {name} | {1000 * seconds:.1f} | {100 * seconds / total:.0f} % |")
