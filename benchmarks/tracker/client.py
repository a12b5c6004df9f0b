"""The Python client, measured like TrackerBenchmark: log|stream FOLDER STEPS, until-killed FOLDER ACKNOWLEDGED."""

import json
import os
import pathlib
import struct
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "clients" / "python"))
import pargo_lab

NAMES = [f"train/metric_{i}" for i in range(10)]


def values(step):
    return {name: i + 1 / (step + 3) for i, name in enumerate(NAMES)}


def main():
    mode, folder, last = sys.argv[1:4]
    run = pargo_lab.start({}, directory=folder, output=False)
    if mode == "log":
        spent = []
        for step in range(int(last)):
            line = values(step)
            start = time.perf_counter_ns()
            run.log(line, step=step)
            spent.append(time.perf_counter_ns() - start)
        spent.sort()
        ranks = {"p50": len(spent) // 2, "p99": len(spent) * 99 // 100, "max": -1}
        print(json.dumps({name: spent[rank] / 1000 for name, rank in ranks.items()}))
    elif mode == "stream":
        start, cpu = time.perf_counter(), time.process_time()
        for step in range(int(last)):
            run.log(values(step), step=step)
        run.finish()
        seconds = time.perf_counter() - start
        print(json.dumps({"points_per_s": int(last) * 10 / seconds, "cpu_s": time.process_time() - cpu}))
    else:
        acknowledged = os.open(last, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        step = 0
        while True:
            run.log(values(step), step=step)
            step += 1
            os.pwrite(acknowledged, struct.pack("<q", step), 0)
    run.finish()


main()
