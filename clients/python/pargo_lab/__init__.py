"""Log a run into a lab, from any Python training script.

    import pargo_lab

    with pargo_lab.start(config={"lr": 1e-3}) as run:
        for step in range(100):
            run.log({"train/loss": 1 / (step + 1)}, step=step)

Under `sweep submit` the run directory is there already and is found by the environment variable RUN_DIR; by itself the
script makes one in the lab. The format is described in docs/run-directory.md. Only the standard library is used, and what
a training script does not need is imported when it is first asked for.
"""

from __future__ import annotations

from ._errors import RunError
from ._run import Run
from ._start import read_config, start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .reader import Store as Store

__all__ = ["Run", "RunError", "Store", "read_config", "start"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Imports the reader, which needs SQLite, when it is first named."""
    if name == "Store":
        from .reader import Store

        return Store
    raise AttributeError(f"module 'pargo_lab' has no attribute '{name}'")
