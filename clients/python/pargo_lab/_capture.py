"""What a run was made from and where: code, arguments, environment, packages, machine.

Nothing here may hold up or break a run: it happens on a thread of its own, each program that is asked has a time limit,
and what could not be found out is said in `problems`.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from typing import Any, Dict, List, Mapping, Optional, Sequence

from ._files import json_text, replace

SECRET = re.compile(r"KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|PRIVATE|SIGNATURE|WEBHOOK|DSN", re.IGNORECASE)
HIDDEN = "(hidden)"
DIFF_LIMIT = 1 << 20
_VALUE_LIMIT = 4096
_URL_LOGIN = re.compile(r"(://)[^/@\s]+@")


class Capture:
    """Writes `capture/trainer.json` of a run directory."""

    def __init__(self, folder: str, argv: Sequence[str], environment: Mapping[str, str]) -> None:
        self._path = os.path.join(folder, "capture", "trainer.json")
        self._problems: List[str] = []
        self._record: Dict[str, Any] = {
            "version": 1,
            "argv": without_secrets(argv),
            "directory": os.getcwd(),
            "environment": visible(environment),
            "slurm": {name: value for name, value in visible(environment).items() if name.startswith("SLURM_")},
        }

    def run(self) -> None:
        """Finds everything out: first what is at hand, then what other programs must be asked for."""
        self._record["python"] = {"version": platform.python_version(), "program": sys.executable}
        self._record["packages"] = packages(sys.path)
        self._record["host"] = host()
        self._write()
        folder = os.path.dirname(os.path.abspath(sys.argv[0])) if sys.argv and sys.argv[0] else os.getcwd()
        self._record["git"] = self._git(folder)
        self._record["gpus"] = self._gpus()
        self._write()

    def _write(self) -> None:
        os.makedirs(os.path.dirname(self._path), exist_ok=True)
        record = {key: value for key, value in self._record.items() if value}
        if self._problems:
            record["problems"] = self._problems
        replace(self._path, json_text(record, indent=1))

    def _git(self, folder: str) -> Optional[Dict[str, Any]]:
        commit = self._ask(["git", "-C", folder, "rev-parse", "HEAD", "--show-toplevel"], quiet=True)
        if not commit:
            return None
        lines = commit.splitlines()
        state = {"commit": lines[0], "root": lines[1] if len(lines) > 1 else folder}
        at_root = ["git", "-C", state["root"]]
        branch = self._ask([*at_root, "rev-parse", "--abbrev-ref", "HEAD"], quiet=True).strip()
        remote = self._ask([*at_root, "config", "--get", "remote.origin.url"], quiet=True).strip()
        changes = self._ask([*at_root, "status", "--porcelain", "--untracked-files=normal"]).splitlines()
        diff = self._ask([*at_root, "diff", "--no-color", "--no-ext-diff", "HEAD"])
        untracked = [line[3:] for line in changes if line.startswith("??")]
        return {
            **state,
            "branch": branch,
            "remote": _URL_LOGIN.sub(r"\1", remote),
            "dirty": bool(changes),
            "untracked": untracked[:100],
            "diff": diff[:DIFF_LIMIT],
            "diff_is_cut": len(diff) > DIFF_LIMIT,
        }

    def _gpus(self) -> List[Dict[str, Any]]:
        fields = ("index", "name", "uuid", "memory.total", "driver_version")
        text = self._ask(["nvidia-smi", f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"], quiet=True)
        names = ("index", "name", "uuid", "memory_mb", "driver")
        return [dict(zip(names, map(str.strip, line.split(",")))) for line in text.splitlines() if line.count(",") == 4]

    def _ask(self, command: List[str], quiet: bool = False) -> str:
        """A program's output; nothing where it is not there, fails or takes over five seconds."""
        try:
            environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                timeout=5,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            self._problems.append(f"`{' '.join(command)}` took more than 5 s and was given up")
            return ""
        except OSError as error:
            if not quiet:
                self._problems.append(f"`{command[0]}` could not be started: {error.strerror}")
            return ""
        if done.returncode != 0:
            if not quiet:
                reason = done.stderr.decode("utf-8", "replace").strip()[:200]
                self._problems.append(f"`{' '.join(command)}` ended with code {done.returncode}: {reason}")
            return ""
        return done.stdout.decode("utf-8", "replace")


def visible(environment: Mapping[str, str]) -> Dict[str, str]:
    """The environment with the values hidden of all variables that are named like a secret."""
    return {
        name: HIDDEN if SECRET.search(name) else _URL_LOGIN.sub(r"\1", value[:_VALUE_LIMIT])
        for name, value in sorted(environment.items())
        if "%" not in name
    }


def without_secrets(argv: Sequence[str]) -> List[str]:
    """The arguments with the values hidden of all options that are named like a secret."""
    shown: List[str] = []
    hides = False
    for argument in argv:
        name, equals, _ = argument.partition("=")
        is_secret = argument.startswith("-") and SECRET.search(name) is not None
        if hides and not argument.startswith("-"):
            shown.append(HIDDEN)
        else:
            shown.append(name + equals + HIDDEN if is_secret and equals else _URL_LOGIN.sub(r"\1", argument))
        hides = is_secret and not equals
    return shown


def packages(path: Sequence[str]) -> Dict[str, str]:
    """What is installed, by the names of its folders: hundreds of packages in a few milliseconds."""
    found: Dict[str, str] = {}
    for folder in path:
        try:
            entries = os.listdir(folder or ".")
        except OSError:
            continue
        for entry in entries:
            if entry.endswith((".dist-info", ".egg-info")):
                name, _, version = entry.rpartition(".")[0].partition("-")
                found.setdefault(name.replace("_", "-").lower(), version.partition("-")[0])
    return dict(sorted(found.items()))


def host() -> Dict[str, Any]:
    """The machine."""
    described: Dict[str, Any] = {"name": os.uname().nodename, "system": platform.platform(), "cpus": os.cpu_count()}
    if hasattr(os, "sched_getaffinity"):
        described["usable_cpus"] = len(os.sched_getaffinity(0))
    for path, key, pattern in (
        ("/proc/cpuinfo", "cpu", r"^model name\s*:\s*(.+)$"),
        ("/proc/meminfo", "memory_mb", r"^MemTotal:\s*(\d+) kB$"),
    ):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                match = re.search(pattern, file.read(1 << 16), re.MULTILINE)
        except OSError:
            continue
        if match:
            described[key] = int(match[1]) // 1024 if key == "memory_mb" else match[1]
    return described
