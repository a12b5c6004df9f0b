"""The client is killed, or falls asleep, right before each of its steps."""

from rounds import Kind, Round


def dies(bench, at, words, **options):
    """Submits and kills the client at a step; then the user submits again."""
    subject = bench.subject(**options)
    outcome = subject.submit(kill_at=at)
    return Round(int(outcome.was_killed), subject, subject.settle(), f"{words} {at}, {outcome.report.get('call')}")


def dies_looking(bench, at, **options):
    """The same for the command that looks how things are, after a submission that went well."""
    subject = bench.subject(**options)
    subject.submit()
    outcome = subject.status(kill_at=at)
    return Round(int(outcome.was_killed), subject, subject.settle(), f"status, step {at}, {outcome.report.get('call')}")


def dies_again_and_again(bench, count, **options):
    """Every command is killed, each some steps later than the one before, until one comes through."""
    subject = bench.subject(**options)
    injected, at = 0, 1 + bench.random.randrange(20)
    while injected < count and subject.submit(kill_at=at).was_killed:
        injected += 1
        at += 1 + bench.random.randrange(40)
    return Round(injected, subject, subject.settle(), f"{injected} times in a row")


def sleeps(bench, at, seconds, **options):
    """The laptop sleeps at a step, and wakes up again in the middle of everything."""
    subject = bench.subject(**options)
    outcome = subject.submit(kill_at=at, pause=seconds)
    return Round(int(outcome.was_killed), subject, subject.settle(), f"asleep at step {at}, {outcome.report.get('call')}")


def steps(bench, command, **options):
    """How many steps a command takes when nothing disturbs it."""
    subject = bench.subject(**options)
    if command == "status":
        subject.submit()
    return getattr(subject, command)(kill_at=0).report["steps"]


def killed(short, **options):
    def rounds(bench):
        total = steps(bench, "submit", **options)
        for at in bench.choose(range(1, total + 1), short):
            yield lambda at=at: dies(bench, at, f"submit, step of {total}", **options)

    return rounds


def killed_looking(short, **options):
    def rounds(bench):
        for at in bench.choose(range(1, steps(bench, "status", **options) + 1), short):
            yield lambda at=at: dies_looking(bench, at, **options)

    return rounds


def killed_in_a_row(full, short, **options):
    def rounds(bench):
        for _ in range(short if bench.options.short else full):
            yield lambda: dies_again_and_again(bench, 12, **options)

    return rounds


def asleep(full, short, **options):
    def rounds(bench):
        total = steps(bench, "submit", **options)
        stride = max(1, total // (short if bench.options.short else full))
        for at in range(1, total + 1, stride):
            yield lambda at=at: sleeps(bench, at, 4, **options)

    return rounds


KINDS = [
    Kind("client killed at each step, on this machine", killed(6, on_cluster=False)),
    Kind("client killed at each step of submit, libssh2", killed(12)),
    Kind("client killed at each step of submit, ssh", killed(4, transport="openssh")),
    Kind("client killed at each step of status", killed_looking(6)),
    Kind("client killed twelve times in a row", killed_in_a_row(8, 1)),
    Kind("laptop asleep for 4 s at a step", asleep(40, 3)),
]
