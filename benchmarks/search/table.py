"""Prints the tables of `run` from its JSON lines: table.py SAMPLERS STOPPING"""

import json
import math
import statistics
import sys
from collections import defaultdict

import tasks

LEAST = {"branin": 0.39788735772973816, "hartmann": -3.322368011415515, "conditional": 0.05}
NAMES = {
    "branin": "Branin", "hartmann": "Hartmann-6", "rosenbrock": "Rosenbrock-5",
    "conditional": "Conditional", "digits": "Digits (real)",
}
SAMPLERS = ["random", "sobol", "optuna", "tpe"]
RULES = {"none": "none", "median": "median rule", "asha": "ASHA, eta 3", "one epoch, keep 3": "one epoch, keep 3"}


class Replay:
    """Answers an objective's questions with the values of a point that is already known."""

    def __init__(self, values):
        self.values = values

    def suggest_float(self, name, low, high, log=False, step=None):
        assert low <= self.values[name] <= high, (name, self.values[name])
        return self.values[name]

    def suggest_int(self, name, low, high, log=False):
        assert low <= self.values[name] <= high and self.values[name] == int(self.values[name])
        return int(self.values[name])

    def suggest_categorical(self, name, choices):
        return choices[int(self.values[name])]


def check(record, objectives):
    """Both definitions of a task must give a point the same value."""
    value = objectives[record["task"]](Replay(record["last"]))
    assert math.isclose(value, record["values"][-1], rel_tol=1e-9, abs_tol=1e-9), (record["task"], value, record)


def read(path):
    objectives = tasks.all_tasks()
    runs = defaultdict(list)
    for line in open(path):
        record = json.loads(line)
        if "last" in record:
            check(record, objectives)
        runs[record["task"], record["sampler"]].append(record)
    return runs


def median_regret(runs, task, trials):
    least = LEAST.get(task, 0)
    return statistics.median(min(run["values"][:trials]) - least for run in runs)


def print_samplers(runs, trials):
    print("| task | trials | random | Sobol | Optuna TPE | ours TPE | ours / Optuna |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for task, title in NAMES.items():
        for count in sorted({trials // 2, trials}):
            cells = [median_regret(runs[task, sampler], task, count) for sampler in SAMPLERS]
            ratio = cells[3] / cells[2]
            print(f"| {title} | {count} | " + " | ".join(f"{cell:.3g}" for cell in cells) + f" | {ratio:.2g} |")


def print_times(runs):
    print("\n| milliseconds a suggestion | " + " | ".join(NAMES.values()) + " |")
    print("|---|" + "--:|" * len(NAMES))
    for sampler, title in zip(SAMPLERS, ["random", "Sobol", "Optuna TPE", "ours TPE"]):
        times = [statistics.median(run["milliseconds"] for run in runs[task, sampler]) for task in NAMES]
        print(f"| {title} | " + " | ".join(f"{time:.2g}" for time in times) + " |")


def print_stopping(path):
    print("\n| early stopping | cost, % of full | mean regret in error | found the best |")
    print("|---|--:|--:|--:|")
    for line in open(path):
        record = json.loads(line)
        print(
            f"| {RULES[record['rule']]} | {100 * record['cost']:.1f} | {record['regret']:.4f} "
            f"| {100 * record['found']:.0f} % |"
        )


if __name__ == "__main__":
    measured = read(sys.argv[1])
    print_samplers(measured, len(next(iter(measured.values()))[0]["values"]))
    print_times(measured)
    print_stopping(sys.argv[2])
