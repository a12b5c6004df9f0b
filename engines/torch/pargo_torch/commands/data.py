"""`pargo-torch data check`: which data sets and benchmarks are there."""

from __future__ import annotations

import json
import sys
import textwrap
from argparse import Namespace

from ..data import check
from ..data.check import Finding


def check_data(arguments: Namespace) -> int:
    """A line for each data set and benchmark, then what to do about the others; 1 when any is missing or broken."""
    findings = check.check(arguments.folder, arguments.image, _show_progress if sys.stderr.isatty() else lambda name: None)
    if arguments.format == "json":
        print(json.dumps([vars(finding) for finding in findings], indent=1))
    else:
        print(*_table(findings), sep="\n")
    return int(any(finding.state != "ready" for finding in findings))


def _show_progress(name: str) -> None:
    print(f"\r\033[K{name} …" if name else "\r\033[K", end="", file=sys.stderr, flush=True)


def _table(findings: list[Finding]) -> list[str]:
    names, places = (max(len(getattr(finding, field)) for finding in findings) for field in ("name", "folder"))
    lines = []
    for finding in findings:
        detail = finding.detail if finding.state == "ready" else finding.state.upper()
        lines.append(f"{finding.used_by:<7}  {finding.name:<{names}}  {finding.folder:<{places}}  {detail}")
    for finding in findings:
        if finding.state != "ready":
            words = f"{finding.name}: {finding.detail}" + (f" Get it: {finding.get}." if finding.state == "missing" else "")
            lines += ["", *textwrap.wrap(words, 110, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)]
    ready = sum(finding.state == "ready" for finding in findings)
    return [*lines, "", f"{ready} of {len(findings)} ready"]
