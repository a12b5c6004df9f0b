"""Slurm itself fails: its controller hangs or dies, a node's daemon dies, accounting is down, jobs are started again."""

import concurrent.futures
import signal
import time

from rounds import Kind, Round


def at_sbatch(bench, count, fault):
    """Submits several sweeps, holds each one's sbatch at its start until all are there, and then lets the fault happen.

    The fault counts once, however many sweeps it hits.
    """
    subjects = [bench.subject() for _ in range(count)]
    for subject in subjects:
        (bench.sbatch / "modes" / subject.name).write_text("wait")
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        submissions = [pool.submit(subject.submit) for subject in subjects]
        end = time.monotonic() + 30
        while time.monotonic() < end and not all((bench.sbatch / "done" / one.name).exists() for one in subjects):
            time.sleep(0.02)
        happened = all((bench.sbatch / "done" / one.name).exists() for one in subjects)
        fault(lambda: [(bench.sbatch / "go" / one.name).touch() for one in subjects])
        for submission in submissions:
            submission.result()
        again = [pool.submit(subject.settle) for subject in subjects]
        return [
            Round(int(happened and number == 0), subject, done.result(), "at sbatch")
            for number, (subject, done) in enumerate(zip(subjects, again))
        ]


def frozen(bench):
    """The controller stops answering before sbatch asks it, and answers when sbatch has given up: the job is accepted."""

    def fault(go):
        bench.daemons.signal("slurmctld", signal.SIGSTOP)
        try:
            go()
            time.sleep(3.5)
        finally:
            bench.daemons.signal("slurmctld", signal.SIGCONT)

    return at_sbatch(bench, 3, fault)


def restarted(bench, number):
    """The controller is ended (with and without warning) while sbatch asks it, and comes back at once."""
    delay = bench.random.random() * 0.06

    def fault(go):
        go()
        time.sleep(delay)
        bench.daemons.signal("slurmctld", signal.SIGTERM if number % 2 else signal.SIGKILL)
        time.sleep(0.1)
        bench.daemons.restart("slurmctld")
        bench.daemons.await_up()

    rounds = at_sbatch(bench, 3, fault)
    bench.daemons.await_nodes()
    return rounds


def restarted_while_running(bench, number):
    """The same while jobs run."""
    return while_running(
        bench,
        2,
        lambda subjects: bench.daemons.signal("slurmctld", signal.SIGTERM if number % 2 else signal.SIGKILL),
        lambda: (bench.daemons.restart("slurmctld"), bench.daemons.await_up(), bench.daemons.await_nodes()),
        nap=1.5,
    )


def while_running(bench, count, fault, repair, nap):
    """Submits several sweeps; when jobs run, lets the fault happen, which counts once; repairs it and goes on."""
    subjects = [bench.subject(nap=nap) for _ in range(count)]
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda subject: subject.submit(), subjects))
        running = await_running(bench, subjects)
        if running:
            fault(subjects)
        repair()
        again = [pool.submit(subject.settle, 150) for subject in subjects]
        return [
            Round(int(running and number == 0), subject, done.result(), "while jobs run")
            for number, (subject, done) in enumerate(zip(subjects, again))
        ]


def await_running(bench, subjects):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if all(len(bench.daemons.tasks(one.name, "R")) > 0 for one in subjects):
            return True
        time.sleep(0.1)
    return False


def node_killed(bench):
    """A node's daemon dies under running jobs, whose processes live on; Slurm starts the jobs again elsewhere."""
    killed = []

    def fault(subjects):
        nodes = {node for one in subjects for _, node in bench.daemons.tasks(one.name, "R")}
        killed.append(sorted(nodes)[0])
        bench.daemons.signal(f"slurmd-{killed[0]}", signal.SIGKILL)

    def repair():
        # Until Slurm has given the node up, and a bit more.
        end = time.monotonic() + 30
        while killed and time.monotonic() < end:
            if bench.daemons.slurm("sinfo", "-h", "-n", killed[0], "-o", "%t").startswith("down"):
                break
            time.sleep(0.5)
        time.sleep(2)
        for node in killed:
            bench.daemons.restart(f"slurmd-{node}")
        bench.daemons.await_nodes()

    return while_running(bench, 3, fault, repair, nap=12)


def accounting_down(bench):
    """slurmdbd is killed while jobs run, and comes back when all is over."""
    subjects = [bench.subject(nap=0.5) for _ in range(3)]
    bench.daemons.signal("slurmdbd", signal.SIGKILL)
    try:
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda subject: subject.submit(), subjects))
            submits = list(pool.map(lambda subject: subject.settle(), subjects))
    finally:
        bench.daemons.restart("slurmdbd")
    return [Round(int(number == 0), one, count, "") for number, (one, count) in enumerate(zip(subjects, submits))]


def requeued(bench):
    """An operator requeues each running task of a sweep: a fault each."""
    subject = bench.subject(nap=3)
    injected = 0
    subject.submit()
    if await_running(bench, [subject]):
        for job, _ in bench.daemons.tasks(subject.name, "R"):
            bench.daemons.slurm("scontrol", "requeue", job)
            injected += 1
    return Round(injected, subject, subject.settle(150), "requeue")


def repeated(body, full, short):
    def rounds(bench):
        for number in range(short if bench.options.short else full):
            yield (lambda number=number: body(bench, number)) if body.__code__.co_argcount == 2 else (lambda: body(bench))

    return rounds


KINDS = [
    Kind("controller frozen until sbatch times out", repeated(frozen, 20, 1), alone=True),
    Kind("controller killed or restarted while sbatch asks", repeated(restarted, 10, 1), alone=True),
    Kind("controller killed or restarted while jobs run", repeated(restarted_while_running, 10, 1), alone=True),
    Kind("accounting down", repeated(accounting_down, 10, 1), alone=True),
    Kind("running jobs requeued", repeated(requeued, 15, 1)),
    Kind("node daemon killed under running jobs", repeated(node_killed, 6, 0), alone=True),
]
