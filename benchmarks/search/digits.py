"""Trains one small network for each cell of a grid of six hyperparameters on scikit-learn's digits.

Writes `digits.csv`: a row a cell, in the order of `itertools.product` over GRID, holding the number of
validation images (of 899) that are wrong after each of 27 epochs. One fixed seed; about 2 minutes on one core.
"""

import csv
import itertools
import math
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from sklearn.datasets import load_digits

EPOCHS = 27
GRID = {
    "learning_rate": [0.001, 0.00316227766, 0.01, 0.0316227766, 0.1, 0.316227766, 1.0],
    "momentum": [0.0, 0.475, 0.95],
    "weight_decay": [1e-5, 1e-3, 1e-1],
    "width": [8, 32, 128],
    "batch": [16, 48, 144],
    "activation": ["relu", "tanh"],
}


def split(seed=0):
    images, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(labels))
    images = ((images / 16.0) - 0.3).astype(np.float32)[order]
    labels = labels[order]
    return images[:898], labels[:898], images[898:], labels[898:]


def forward(weights, x, activation):
    w1, b1, w2, b2 = weights
    before = x @ w1 + b1
    hidden = np.maximum(before, 0) if activation == "relu" else np.tanh(before)
    return hidden, hidden @ w2 + b2


def gradients(weights, x, y, activation):
    hidden, logits = forward(weights, x, activation)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    delta = shifted / shifted.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    back = delta @ weights[2].T
    back *= (hidden > 0) if activation == "relu" else 1 - hidden * hidden
    return [x.T @ back, back.sum(axis=0), hidden.T @ delta, delta.sum(axis=0)]


def train(cell, data, seed=0):
    """Wrong validation images after each epoch; a network that diverged has all of them wrong from then on."""
    x, y, held_x, held_y = data
    rng = np.random.default_rng(seed)
    width, batch = cell["width"], cell["batch"]
    weights = [
        (rng.standard_normal((64, width)) / 8).astype(np.float32), np.zeros(width, np.float32),
        (rng.standard_normal((width, 10)) / math.sqrt(width)).astype(np.float32), np.zeros(10, np.float32),
    ]
    velocity = [np.zeros_like(w) for w in weights]
    curve = []
    for _ in range(EPOCHS):
        order = rng.permutation(len(y))
        for start in range(0, len(y), batch):
            part = order[start:start + batch]
            step = gradients(weights, x[part], y[part], cell["activation"])
            for w, v, g in zip(weights, velocity, step):
                v *= cell["momentum"]
                v -= cell["learning_rate"] * (g + cell["weight_decay"] * w)
                w += v
        logits = forward(weights, held_x, cell["activation"])[1]
        if not np.isfinite(logits).all():
            return curve + [len(held_y)] * (EPOCHS - len(curve))
        curve.append(int((logits.argmax(axis=1) != held_y).sum()))
    return curve


def main(path):
    data = split()
    started = time.time()
    np.seterr(all="ignore")
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for levels in itertools.product(*GRID.values()):
            writer.writerow(train(dict(zip(GRID, levels)), data))
    print(f"{path}: {time.time() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
