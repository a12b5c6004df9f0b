"""What the kinds of faults have in common."""

import collections.abc
from dataclasses import dataclass

from subject import Subject


@dataclass
class Round:
    """One sweep that suffered some faults and recovered, or did not."""

    injected: int
    subject: Subject
    # How often the user had to submit again.
    submits: int
    label: str = ""


@dataclass
class Kind:
    """A kind of fault: `rounds` yields functions that each make a `Round`, or a list of rounds that shared one fault."""

    name: str
    rounds: collections.abc.Callable
    # Whether its rounds disturb each other, because they share the cluster's daemons.
    alone: bool = False
