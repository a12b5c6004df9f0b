"""`sbatch` does something else than it says."""

from rounds import Kind, Round


def misbehaves(bench, mode, patience=None):
    """sbatch misbehaves once; a client that waits for it too long is killed by its impatient user."""
    subject = bench.subject()
    (bench.sbatch / "modes" / subject.name).write_text(mode)
    subject.submit(timeout=patience or 60)
    injected = int((bench.sbatch / "done" / subject.name).exists())
    return Round(injected, subject, subject.settle(), mode)


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
    Kind("sbatch times out without accepting", misbehaving("time-out", 12, 1)),
]
