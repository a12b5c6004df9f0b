"""A trainer in plain Python, to show how any script is swept: a small network that tells two half-moons apart.

    python3 sweeps/python/train.py           a run by itself, in lab/runs
    sweep submit sweeps/python.yaml          a run for each trial of the sweep
"""

import math
import random

import pargo_lab

DEFAULTS = {"width": 8, "lr": 0.1, "epochs": 30, "seed": 0}


def half_moons(count, source):
    """Points of two interleaved half-circles with some noise, each with its label."""
    points = []
    for index in range(count):
        angle, label = source.uniform(0, math.pi), index % 2
        x = math.cos(angle) if label == 0 else 1 - math.cos(angle)
        y = math.sin(angle) if label == 0 else 0.5 - math.sin(angle)
        points.append(((x + source.gauss(0, 0.15), y + source.gauss(0, 0.15)), label))
    return points


class Network:
    """One hidden layer of tanh units and a sigmoid."""

    def __init__(self, width, source):
        self.hidden = [[source.gauss(0, 1) for _ in range(3)] for _ in range(width)]
        self.out = [source.gauss(0, 1 / math.sqrt(width)) for _ in range(width)] + [0.0]

    def forward(self, point):
        units = [math.tanh(a * point[0] + b * point[1] + c) for a, b, c in self.hidden]
        score = sum(weight * unit for weight, unit in zip(self.out, units)) + self.out[-1]
        return units, 1 / (1 + math.exp(-max(-30, min(30, score))))

    def learn(self, point, label, rate):
        """One step of gradient descent; gives the loss before it."""
        units, chance = self.forward(point)
        error = chance - label
        for index, unit in enumerate(units):
            back = error * self.out[index] * (1 - unit * unit)
            self.out[index] -= rate * error * unit
            for place, value in enumerate((*point, 1.0)):
                self.hidden[index][place] -= rate * back * value
        self.out[-1] -= rate * error
        return -math.log(max(1e-12, chance if label else 1 - chance))

    def accuracy(self, points):
        return sum((self.forward(point)[1] > 0.5) == label for point, label in points) / len(points)


def main():
    with pargo_lab.start(config=DEFAULTS) as run:
        source = random.Random(run.config["seed"])
        train, held_out = half_moons(200, source), half_moons(200, source)
        network = Network(run.config["width"], source)
        for epoch in range(run.config["epochs"]):
            source.shuffle(train)
            loss = sum(network.learn(point, label, run.config["lr"]) for point, label in train) / len(train)
            run.log({"train/loss": loss, "eval/accuracy": network.accuracy(held_out)}, step=epoch)
            run.progress(epoch + 1, run.config["epochs"], unit="epoch")
            if run.should_stop:
                break
        print(f"{network.accuracy(held_out):.1%} of the held-out points are told apart")


if __name__ == "__main__":
    main()
