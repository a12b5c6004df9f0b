"""What a run takes of its machine, sampled every few seconds from /proc and, where there is one, nvidia-smi."""

from __future__ import annotations

import os
import subprocess
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Dict, List, Optional, Tuple

_FIELDS = ("utilization.gpu", "memory.used", "power.draw", "temperature.gpu")
_NAMES = ("util", "memory", "power", "temperature")


class Sampler:
    """Samples of this process with all that it started, and of the machine; docs/run-directory.md names them."""

    def __init__(self) -> None:
        self._ticks_a_second = os.sysconf("SC_CLK_TCK")
        self._page = os.sysconf("SC_PAGESIZE")
        self._before: Optional[Tuple[float, int, int, int]] = None
        self._has_gpus = True

    def sample(self) -> "Dict[str, float]":
        """The values now; what needs an earlier sample is there from the second on."""
        values: Dict[str, float] = {}
        ticks, resident = self._tree()
        busy, total = _machine_ticks()
        now = time.monotonic()
        if self._before:
            then, ticks_before, busy_before, total_before = self._before
            values["system/cpu"] = round(100 * (ticks - ticks_before) / self._ticks_a_second / (now - then), 1)
            if total > total_before:
                values["system/host_cpu"] = round(100 * (busy - busy_before) / (total - total_before), 1)
        self._before = (now, ticks, busy, total)
        values["system/rss"] = round(resident * self._page / 1e6, 1)
        values["system/host_memory"] = _memory_percent()
        values.update(self._gpus())
        return values

    def _tree(self) -> "Tuple[int, int]":
        """Clock ticks and resident pages of this process and all below it, the time of ended children included."""
        parents: Dict[int, int] = {}
        taken: Dict[int, Tuple[int, int]] = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if len(fields) > 21:
                parents[int(entry)] = int(fields[1])
                taken[int(entry)] = (sum(map(int, fields[11:15])), int(fields[21]))
        ours = {os.getpid()}
        more = ours
        while more:
            more = {pid for pid, parent in parents.items() if parent in more} - ours
            ours |= more
        members = [taken[pid] for pid in ours if pid in taken]
        return sum(ticks for ticks, _ in members), sum(pages for _, pages in members)

    def _gpus(self) -> "Dict[str, float]":
        if not self._has_gpus:
            return {}
        command = ["nvidia-smi", f"--query-gpu=index,{','.join(_FIELDS)}", "--format=csv,noheader,nounits"]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=5, check=True)
        except (OSError, subprocess.SubprocessError):
            # None here, or one that does not answer: it is not asked again.
            self._has_gpus = False
            return {}
        values: Dict[str, float] = {}
        for line in done.stdout.decode("ascii", "replace").splitlines():
            index, *fields = (field.strip() for field in line.split(","))
            for name, field in zip(_NAMES, fields):
                try:
                    values[f"system/gpu{int(index)}_{name}"] = float(field)
                except ValueError:
                    continue  # "[N/A]": this GPU does not tell.
        return values


def _machine_ticks() -> "Tuple[int, int]":
    """Clock ticks of all processors since boot: busy ones, and all."""
    with open("/proc/stat", encoding="ascii") as file:
        fields: List[int] = [int(field) for field in file.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def _memory_percent() -> float:
    sizes: Dict[str, int] = {}
    with open("/proc/meminfo", encoding="ascii") as file:
        for line in file:
            name, _, rest = line.partition(":")
            sizes[name] = int(rest.split()[0])
    return round(100 * (1 - sizes["MemAvailable"] / sizes["MemTotal"]), 1)
