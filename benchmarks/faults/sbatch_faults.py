"""`sbatch` does something else than it says."""

import time

from rounds import Kind, Round


def misbehaves(bench, mode, patience=None):
    """sbatch misbehaves once; a client that waits for it too long is killed by its impatient user."""
    subject = bench.subject()
    (bench.sbatch / "modes" / subject.name).write_text(mode)
    subject.submit(timeout=patience or 60)
    injected = int((bench.sbatch / "done" / subject.name).exists())
    return Round(injected, subject, subject.settle(), mode)


def accepts_late(bench):
    """The job that was given up for good starts after all, when its runs have been handed over again."""
    subject = bench.subject()
    (bench.sbatch / "modes" / subject.name).write_text("accept-late")
    subject.submit()
    injected = int((bench.sbatch / "done" / subject.name).exists())
    submits = subject.settle()
    end = time.monotonic() + 60
    while len({job for job, _ in bench.daemons.tasks(subject.name, "all")}) <= subject.trials and time.monotonic() < end:
        time.sleep(0.5)
    while bench.daemons.tasks(subject.name, "PD,R,CG") and time.monotonic() < end:
        time.sleep(0.5)
    # The late copies may have left what the client has to make sense of.
    subject.status()
    return Round(injected, subject, submits, "accept-late")


def late(full, short):
    def rounds(bench):
        for _ in range(short if bench.options.short else full):
            yield lambda: accepts_late(bench)

    return rounds


def misbehaving(mode, full, short, patience=None):
    def rounds(bench):
        for _ in range(short if bench.options.short else full):
            yield lambda: misbehaves(bench, mode, patience)

    return rounds


KINDS = [
    Kind("sbatch accepts, then says it timed out", misbehaving("accept-then-time-out", 25, 2)),
    Kind("sbatch accepts and hangs; the user kills the client", misbehaving("accept-then-hang", 12, 1, patience=4)),
    Kind("sbatch accepts and says nothing", misbehaving("accept-in-silence", 12, 1)),
    Kind("sbatch accepts and is killed", misbehaving("accept-then-die", 12, 1)),
    Kind("sbatch accepts, answers, and fails", misbehaving("answer-then-fail", 12, 1)),
    Kind("sbatch says it timed out, and accepts 40 s later", late(12, 0)),
    Kind("sbatch times out without accepting", misbehaving("time-out", 12, 1)),
]
