"""The five tasks, as Optuna objectives. `Tasks.swift` defines the same ones; `run` checks that both agree."""

import csv
import itertools
import math
import os

import digits

HERE = os.path.dirname(os.path.abspath(__file__))


def branin(trial):
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


HARTMANN_A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
HARTMANN_C = [1.0, 1.2, 3.0, 3.2]


def hartmann(trial):
    x = [trial.suggest_float(f"x{d}", 0, 1) for d in range(6)]
    total = 0.0
    for a, p, c in zip(HARTMANN_A, HARTMANN_P, HARTMANN_C):
        total += c * math.exp(-sum(a[d] * (x[d] - p[d]) ** 2 for d in range(6)))
    return -total


def rosenbrock(trial):
    x = [trial.suggest_float(f"x{d}", -5, 10) for d in range(5)]
    return sum(100 * (x[d + 1] - x[d] ** 2) ** 2 + (1 - x[d]) ** 2 for d in range(4))


def conditional(trial):
    """Three model families with their own parameters, one of them with a nested choice. Least value 0.05."""
    family = trial.suggest_categorical("family", ["linear", "tree", "network"])
    if family == "linear":
        l2 = math.log10(trial.suggest_float("linear.l2", 1e-6, 1e2, log=True))
        return 0.25 + 0.01 * (l2 + 1) ** 2
    if family == "tree":
        depth = trial.suggest_int("tree.depth", 1, 12)
        rate = math.log10(trial.suggest_float("tree.rate", 1e-3, 1, log=True))
        return 0.15 + 0.003 * (depth - 7) ** 2 + 0.08 * (rate + 0.2 + 0.1 * depth) ** 2
    layers = trial.suggest_int("network.layers", 1, 6)
    dropout = trial.suggest_float("network.dropout", 0, 0.6, step=0.05)
    activation = trial.suggest_categorical("network.activation", ["relu", "tanh", "gelu"])
    optimizer = trial.suggest_categorical("network.optimizer", ["sgd", "adam"])
    value = 0.05 + 0.01 * (layers - 4) ** 2 + 0.6 * (dropout - 0.05 * layers) ** 2
    value += {"relu": 0.01, "tanh": 0.03, "gelu": 0.0}[activation]
    rate = math.log10(trial.suggest_float("network.rate", 1e-5, 1, log=True))
    if optimizer == "sgd":
        momentum = trial.suggest_float("network.sgd.momentum", 0, 0.99)
        return value + 0.02 + 0.06 * (rate + 1 + momentum) ** 2 + 0.05 * (momentum - 0.9) ** 2
    return value + 0.06 * (rate + 2.5 + 0.1 * layers) ** 2


class Digits:
    """Validation error of a small network after 27 epochs: measured on the grid, multilinear between its points."""

    def __init__(self):
        with open(os.path.join(HERE, "digits.csv")) as file:
            rows = list(csv.reader(file))
        cells = itertools.product(*(range(len(levels)) for levels in digits.GRID.values()))
        self.errors = {cell: int(row[-1]) / 899 for cell, row in zip(cells, rows, strict=True)}

    def __call__(self, trial):
        activation = digits.GRID["activation"].index(trial.suggest_categorical("activation", ["relu", "tanh"]))
        numeric = [
            ("learning_rate", trial.suggest_float("learning_rate", 1e-3, 1, log=True), True),
            ("momentum", trial.suggest_float("momentum", 0, 0.95), False),
            ("weight_decay", trial.suggest_float("weight_decay", 1e-5, 1e-1, log=True), True),
            ("width", trial.suggest_int("width", 8, 128, log=True), True),
            ("batch", trial.suggest_int("batch", 16, 144, log=True), True),
        ]
        corners = []
        for name, value, log in numeric:
            levels = digits.GRID[name]
            first, last = levels[0], levels[-1]
            if log:
                place = math.log(value / first) / math.log(last / first) * (len(levels) - 1)
            else:
                place = (value - first) / (last - first) * (len(levels) - 1)
            low = min(max(int(place), 0), len(levels) - 2)
            corners.append([(low, 1 - (place - low)), (low + 1, place - low)])
        total = 0.0
        for corner in itertools.product(*corners):
            weight = math.prod(part for _, part in corner)
            total += weight * self.errors[(*(level for level, _ in corner), activation)]
        return total


def all_tasks():
    return {
        "branin": branin,
        "hartmann": hartmann,
        "rosenbrock": rosenbrock,
        "conditional": conditional,
        "digits": Digits(),
    }
