"""Runs Optuna's TPESampler with its defaults on each task and prints one JSON line a run.

optuna_runs.py FIRST_SEED SEEDS TRIALS
"""

import json
import sys
import time

import optuna

import tasks


def run(objective, seed, trials):
    sampler = optuna.samplers.TPESampler(seed=seed)
    study = optuna.create_study(sampler=sampler)

    started = time.perf_counter()
    study.optimize(objective, n_trials=trials)
    elapsed = time.perf_counter() - started
    return [trial.value for trial in study.trials], 1000 * elapsed / trials


def main(first, count, trials):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    for name, objective in tasks.all_tasks().items():
        for seed in range(first, first + count):
            values, milliseconds = run(objective, seed, trials)
            record = {"task": name, "sampler": "optuna", "seed": seed, "values": values, "milliseconds": milliseconds}
            print(json.dumps(record), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
