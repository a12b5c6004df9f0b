"""This process, named so that a reused process number is never taken for it, and its place in a parallel job."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Mapping, Optional


def host_name() -> str:
    """The machine's name, as every claim made here carries it."""
    return os.uname().nodename


def boot_id() -> str:
    """The kernel's random number for the time since the machine was started."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return "unknown"


def start_ticks(pid: int) -> Optional[int]:
    """When a process was started, in clock ticks since boot; None when no such process is alive.

    The second field of its line, the program's name, may hold spaces and brackets: fields count from the last bracket.
    """
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    if len(fields) < 20 or fields[0] in "ZX":
        return None
    return int(fields[19])


def is_alive(claim: Mapping[str, Any]) -> Optional[bool]:
    """Whether a claim's process is alive; None when it runs on another machine and cannot be looked up."""
    if claim.get("host") != host_name():
        return None
    return claim.get("boot_id") == boot_id() and start_ticks(int(claim.get("pid", 0))) == claim.get("start_ticks")


def claim_record(at: float) -> Dict[str, Any]:
    """A claim for this process."""
    pid = os.getpid()
    claim: Dict[str, Any] = {
        "version": 1,
        "token": "",
        "host": host_name(),
        "boot_id": boot_id(),
        "pid": pid,
        "start_ticks": start_ticks(pid) or 0,
        "at": at,
    }
    job = os.environ.get("SLURM_JOB_ID")
    if job:
        claim["slurm_job_id"] = job
    return claim


def rank(environment: Mapping[str, str]) -> int:
    """This process's place among those of one parallel job; 0 for a job of one process.

    RANK is torchrun's and DeepSpeed's, OMPI_COMM_WORLD_RANK Open MPI's; SLURM_PROCID counts only in a step of several
    tasks, as it is 0 in every batch script.
    """
    for name in ("RANK", "OMPI_COMM_WORLD_RANK", "SLURM_PROCID"):
        text = environment.get(name, "")
        if text.isdigit() and (name != "SLURM_PROCID" or environment.get("SLURM_STEP_NUM_TASKS", "1") != "1"):
            return int(text)
    return 0
