"""The median of repeated measurements as a Markdown table: table.py FILE of JSON lines."""

import json
import statistics
import sys

TITLES = {"sweep": "sweep (this project)", "itertools": "Python itertools.product + eval", "optuna": "Optuna GridSampler + eval"}
groups = {}
with open(sys.argv[1]) as lines:
    for line in lines:
        found = json.loads(line)
        groups.setdefault((found["tool"], found["task"], found["rows"]), []).append(found)

print("| tool | task | rows | kept | seconds | rows/s | peak MB |")
print("|---|---|---:|---:|---:|---:|---:|")
for (tool, task, rows), found in groups.items():
    seconds = statistics.median(one["seconds"] for one in found)
    peak = statistics.median(one["peak_mb"] for one in found)
    print(f"| {TITLES[tool]} | {task} | {rows:,} | {found[0]['trials']:,} | {seconds:.2f} | {rows / seconds:,.0f} | {peak:.0f} |")
if len({one["trials"] for key, found in groups.items() if key[2] == 1_000_000 for one in found}) > 1:
    sys.exit("the tools disagree on how many rows the rule keeps")
