"""Which process this is among those of a job, told by Slurm, by torchrun, or by nobody."""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass

import torch
import torch.distributed as dist

from ..errors import UserError


@dataclass(frozen=True)
class Place:
    """A process among `ranks`, on the `local`-th GPU of its node."""

    rank: int = 0
    ranks: int = 1
    local: int = 0

    @classmethod
    def from_environment(cls, variables: dict[str, str]) -> "Place":
        """By torchrun's variables, else by those of a Slurm step; alone where neither is there.

        A Slurm *job* without a step (`SLURM_PROCID` without `srun`) has one process whatever `SLURM_NTASKS` says.
        """
        if "RANK" in variables:
            names = ("RANK", "WORLD_SIZE", "LOCAL_RANK")
        elif "SLURM_PROCID" in variables and "SLURM_STEP_ID" in variables:
            names = ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID")
        else:
            return cls()
        try:
            rank, ranks, local = (int(variables[name]) for name in names)
        except (KeyError, ValueError) as problem:
            raise UserError(f"this process cannot tell its place among the others: {problem}. Start it with srun.") from None
        return cls(rank, ranks, local)

    @property
    def leads(self) -> bool:
        """Whether this process speaks for all: writes metrics, checkpoints and messages."""
        return self.rank == 0

    def device(self) -> torch.device:
        """This process's GPU, or the CPU where there is none.

        Under Slurm each task may be shown all GPUs of its node or only its own.
        """
        if not torch.cuda.is_available():
            return torch.device("cpu")
        return torch.device("cuda", self.local % torch.cuda.device_count())

    def join(self, variables: dict[str, str]) -> None:
        """Meets the other processes; returns when all are there.

        Raises `UserError` when the meeting point has no address.
        """
        host, port = rendezvous(variables)
        os.environ.update(
            MASTER_ADDR=host, MASTER_PORT=str(port), RANK=str(self.rank), WORLD_SIZE=str(self.ranks), LOCAL_RANK=str(self.local)
        )
        if torch.cuda.is_available():
            torch.cuda.set_device(self.device())
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo", rank=self.rank, world_size=self.ranks)


def rendezvous(variables: dict[str, str]) -> tuple[str, int]:
    """Host and port of the first process.

    `MASTER_ADDR` and `MASTER_PORT` where they are set: the job's script sets them to an address that was seen to
    resolve. Else the first node of the job, by name, and a port that follows from the job's id.
    """
    port = int(variables.get("MASTER_PORT") or 20_000 + int(variables.get("SLURM_JOB_ID", "0")) % 20_000)
    host = variables.get("MASTER_ADDR") or first_host(variables.get("SLURM_STEP_NODELIST", "")) or "127.0.0.1"
    try:
        socket.getaddrinfo(host, port)
    except OSError:
        raise UserError(
            f"the first node is called '{host}', which has no address here. Set MASTER_ADDR in the cluster's profile "
            "(env: export:) or add the nodes' names to the name service."
        ) from None
    return host, port


def first_host(nodes: str) -> str:
    """The first name of a Slurm node list: `a100-[03-05,9],b1` is `a100-03`."""
    match = re.match(r"([^,\[]+)(?:\[(\d+))?", nodes)
    return (match.group(1) + (match.group(2) or "")) if match else ""
