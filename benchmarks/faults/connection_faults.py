"""The connection is cut, torn or goes silent at each message."""

from proxy import Break, Proxy
from rounds import Kind, Round


def breaks(bench, what, at, seconds=0, command="submit", transport="libssh2"):
    """Something happens to the connection at a message; then the user submits again, over a sound connection."""
    proxy = Proxy(int(bench.cluster["PORT"]))
    try:
        subject = bench.subject(port=proxy.port, transport=transport)
        if command == "status":
            subject.submit()
        proxy.arm(what, at, seconds)
        getattr(subject, command)()
        injected = int(proxy.has_fired)
        submits = subject.settle()
        return Round(injected, subject, submits, f"{command}, message {at}: {what.value}")
    finally:
        proxy.close()


def messages(bench, command, transport):
    """How many messages pass when nothing disturbs a command."""
    proxy = Proxy(int(bench.cluster["PORT"]))
    try:
        subject = bench.subject(port=proxy.port, transport=transport)
        if command == "status":
            subject.submit()
        proxy.arm(None, 0)
        getattr(subject, command)()
        return proxy.messages
    finally:
        proxy.close()


def broken(what, full, short, seconds=0, command="submit", transport="libssh2"):
    def rounds(bench):
        total = messages(bench, command, transport)
        every = list(range(1, total + 1))
        if full and len(every) > full:
            every = every[:: -(-len(every) // full)]
        for at in bench.choose(every, short):
            yield lambda at=at: breaks(bench, what, at, seconds, command, transport)

    return rounds


KINDS = [
    Kind("connection cut at each message of submit, which is lost", broken(Break.LOSE, None, 5)),
    Kind("connection cut after each message of submit", broken(Break.DELIVER, None, 5)),
    Kind("connection cut inside each message of submit", broken(Break.TEAR, None, 3)),
    Kind("connection cut after each message of submit, ssh", broken(Break.DELIVER, None, 3, transport="openssh")),
    Kind("connection cut at each message of status", broken(Break.LOSE, None, 3, command="status")),
    Kind("silence of 8 s at a message, then it goes on", broken(Break.HOLD, 24, 1, seconds=8)),
    Kind("silence of 8 s at a message, then it is cut", broken(Break.FORGET, 24, 1, seconds=8)),
]
