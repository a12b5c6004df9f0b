"""The same grid with the same rule by Python's itertools and by Optuna's GridSampler: a JSON line for each."""

import itertools
import json
import resource
import sys
import time

RULE = compile("b + c * d <= 60", "rule", "eval")


def axes(rows):
    return {"a": range(rows // 100_000), **{name: range(10) for name in "bcdef"}}


def product(rows, task):
    names = list(axes(rows))
    trials = checksum = 0
    for values in itertools.product(*axes(rows).values()):
        row = dict(zip(names, values))
        if not eval(RULE, {}, row):
            continue
        trials += 1
        if task == "stream":
            checksum += row["f"]
    return trials


def optuna_grid(rows, task):
    """GridSampler holds its whole grid; it has no rules, so they are evaluated on what it holds."""
    from optuna.samplers import GridSampler

    space = {name: list(values) for name, values in axes(rows).items()}
    sampler = GridSampler(space)
    names = sampler._param_names
    return sum(1 for values in sampler._all_grids if eval(RULE, {}, dict(zip(names, values))))


tool, task, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
if tool == "optuna":
    import optuna  # loaded before the clock starts
began = time.perf_counter()
trials = {"itertools": product, "optuna": optuna_grid}[tool](rows, task)
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"tool": tool, "task": task, "rows": rows, "trials": trials, "seconds": seconds,
                  "peak_mb": round(peak, 1)}))
