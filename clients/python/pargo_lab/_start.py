"""How a run begins: which directory it writes to, and who claims it."""

from __future__ import annotations

import os
import sys
import time

from . import _process
from ._configuration import merged, plain
from ._errors import RunError
from ._files import create, json_text, read_json, replace
from ._run import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Union

    Path = Union[str, "os.PathLike[str]"]

_HEARTBEAT_DEADLINE = 90.0


def start(
    config: Any = None,
    *,
    name: Optional[str] = None,
    group: Optional[str] = None,
    lab: Optional[Path] = None,
    directory: Optional[Path] = None,
    resume: bool = False,
    capture: bool = True,
    output: bool = True,
    signals: bool = True,
) -> Run:
    """Starts writing a run.

    Under `sweep submit`, RUN_DIR names the run directory, which is claimed by the wrapper around this process: metrics,
    progress and artifacts are added to it. By itself, the script makes `lab/runs/[GROUP/]NAME/ATTEMPT` and keeps its
    whole record. In a job of several processes only the one of rank 0 writes; for the others, the run's methods do
    nothing.

    config: the configuration: a mapping, a dataclass or a namespace. Where the directory has a config.json, as under a
        sweep, that one counts and these are its defaults; see `Run.config`.
    name, group: what a run by itself is called; without a name, the script's name and the time.
    lab: the lab of a run by itself: else LAB_DIR, else the nearest `lab/` upwards, else `./lab`.
    directory: the run directory itself, instead of all these.
    resume: goes on with the latest attempt of that name: `Run.previous` names its folder, for its checkpoints, and its
        configuration is taken over where none is given. An attempt that still runs is refused.
    capture: records git state, packages, environment and hardware, and samples CPU, memory and GPUs as it goes.
    output: copies what the script prints to log.txt as well, when there is no wrapper that does so.
    signals: turns SIGTERM and SIGUSR1 into `Run.should_stop` and `Run.should_checkpoint`.
    """
    rank = _process.rank(os.environ)
    folder, is_given = _folder(name, group, lab, directory, resume, rank)
    if rank != 0:
        return Run(folder, _configuration(folder, config), claimed=False, writes=False)
    try:
        os.makedirs(folder, exist_ok=True)
        if os.path.exists(os.path.join(folder, "exit.json")):
            raise RunError(f"{folder}: this run is finished. Start a new one, or pass resume=True for its next attempt")
        holds_claim = _claim(folder, is_given)
        _write_configuration(folder, config, resume)
    except OSError as error:
        raise RunError(f"cannot start a run in {folder}: {error.strerror}") from error
    run = Run(folder, _configuration(folder, config), claimed=holds_claim)
    run._begin(capture=capture, output=output, signals=signals)
    return run


def read_config(directory: Optional[Path] = None) -> Dict[str, Any]:
    """The configuration that a run directory holds; without one, that of RUN_DIR."""
    folder = os.fspath(directory) if directory is not None else os.environ.get("RUN_DIR", "")
    if not folder:
        raise RunError(
            "RUN_DIR is not set: this is no run of a sweep. Name the run directory, or use start(config=...)"
        )
    path = os.path.join(folder, "config.json")
    config = _object(path)
    if config is None:
        raise RunError(f"{path}: there is no such file")
    return config


def _object(path: str) -> Optional[Dict[str, Any]]:
    try:
        found = read_json(path)
    except ValueError as error:
        raise RunError(f"{path}: this is not JSON: {error}") from error
    if found is not None and not isinstance(found, dict):
        raise RunError(f"{path}: a configuration is an object")
    return found


# Folders


def _folder(
    name: Optional[str],
    group: Optional[str],
    lab: Optional[Path],
    directory: Optional[Path],
    resume: bool,
    rank: int,
) -> "tuple[str, bool]":
    """The run directory, and whether it was named rather than made up here."""
    given = os.fspath(directory) if directory is not None else os.environ.get("RUN_DIR")
    if given:
        return os.path.abspath(given), True
    if rank != 0:
        return "", False
    runs = os.path.join(lab_folder(lab), "runs")
    is_made_up = name is None
    if name is None:
        script = os.path.splitext(os.path.basename(sys.argv[0] if sys.argv else ""))[0]
        name = f"{script if script not in ('', '-', '-c') else 'run'}-{time.strftime('%Y%m%d-%H%M%S')}"
    for part in (name, group):
        if part is not None and not _can_be_a_folder(part):
            raise RunError(f"{part!r} cannot name a run: a name has 1 to 200 bytes, no slash and no control character")
    home = os.path.join(runs, *([group] if group else []), name)
    if not is_made_up:
        _check_free(home, resume)
    return _new_attempt(home), False


def _can_be_a_folder(name: str) -> bool:
    size = len(name.encode("utf-8", "replace"))
    return 1 <= size <= 200 and name not in (".", "..") and not any(c < " " or c in "/\x7f" for c in name)


def lab_folder(lab: Optional[Path] = None) -> str:
    """The lab: what is given, else LAB_DIR, else the nearest `lab/` in use upwards, else `./lab`."""
    given = os.fspath(lab) if lab is not None else os.environ.get("LAB_DIR")
    if given:
        return os.path.abspath(given)
    here = os.getcwd()
    folder = here
    while True:
        candidate = os.path.join(folder, "lab")
        if any(os.path.exists(os.path.join(candidate, part)) for part in ("tracker.sqlite", "runs")):
            return candidate
        parent = os.path.dirname(folder)
        if parent == folder:
            return os.path.join(here, "lab")
        folder = parent


def attempts(home: str) -> List[int]:
    """The numbers of the attempts in a run's folder, in order."""
    try:
        return sorted(int(entry) for entry in os.listdir(home) if entry.isdigit() and entry[0] != "0")
    except FileNotFoundError:
        return []


def _check_free(home: str, resume: bool) -> None:
    """Refuses a name that is taken, and going on with an attempt that still runs."""
    known = attempts(home)
    if known and not resume:
        raise RunError(
            f"{home}: there is a run of this name. Choose another name, or pass resume=True to go on with it"
        )
    if known:
        _check_ended(os.path.join(home, str(known[-1])))


def _new_attempt(home: str) -> str:
    """Makes the folder of the next attempt; exactly one process gets each."""
    os.makedirs(home, exist_ok=True)
    number = max(attempts(home), default=0)
    while True:
        number += 1
        folder = os.path.join(home, str(number))
        try:
            os.mkdir(folder)
            return folder
        except FileExistsError:
            continue


def _check_ended(folder: str) -> None:
    claim = _object(os.path.join(folder, "claim"))
    if claim is None or os.path.exists(os.path.join(folder, "exit.json")):
        return
    alive = _process.is_alive(claim)
    if alive is None:
        alive = _beat_age(folder) < _HEARTBEAT_DEADLINE
    if alive:
        raise RunError(f"{folder}: process {claim.get('pid')} on {claim.get('host')} is still at it. End it first")


def _beat_age(folder: str) -> float:
    try:
        with open(os.path.join(folder, "heartbeat"), encoding="ascii") as file:
            return time.time() - float(file.read())
    except (OSError, ValueError):
        return float("inf")


# Records


def _claim(folder: str, is_given: bool) -> bool:
    """Claims the directory for this process, unless the wrapper around it holds the claim."""
    path = os.path.join(folder, "claim")
    now = time.time()
    if create(path, json_text(_process.claim_record(now))):
        return True
    claim = _object(path) or {}
    wrapped = os.environ.get("RUN_DIR")
    if is_given and wrapped and os.path.realpath(wrapped) == os.path.realpath(folder):
        return False
    gone = ", which is gone" if _process.is_alive(claim) is False else ""
    raise RunError(
        f"{folder}: this run directory is claimed by process {claim.get('pid')} on {claim.get('host')}{gone}. "
        "Start in a new folder"
    )


def _write_configuration(folder: str, config: Any, resume: bool) -> None:
    path = os.path.join(folder, "config.json")
    if os.path.exists(path):
        return
    values = None if config is None else plain(config)
    if values is None and resume:
        home, number = os.path.split(folder)
        earlier = [n for n in attempts(home) if number.isdigit() and n < int(number)]
        values = _object(os.path.join(home, str(earlier[-1]), "config.json")) if earlier else None
    if values is not None and not isinstance(values, dict):
        raise RunError(f"a configuration is a mapping, a dataclass or a namespace, not {type(config).__name__}")
    replace(path, json_text(values or {}, indent=2), durable=True)


def _configuration(folder: str, config: Any) -> Dict[str, Any]:
    defaults = plain(config) if config is not None else {}
    written = _object(os.path.join(folder, "config.json")) if folder else None
    return merged(defaults, written or {})
