#!/usr/bin/env python3
"""Runs a program and kills it right before its Nth step, a step being a system call that changes something outside it.

    kill_at.py [--survivors] [--pause SECONDS] [--report FILE] N PROGRAM ARGUMENTS...

Steps are counted over all threads in the order in which they happen, which `strace --inject` cannot do (it counts each
thread by itself). Counted are writes to files and sockets, syncs, renames, links, new and removed files and folders, and
connections; not counted are pipes, terminals and events between threads. N = 0 kills never and so counts all steps.
A seccomp filter stops the program at these calls only, so it runs at nearly its own speed. Linux 5.3 or newer.

With the program everything that it started is killed, as when a laptop's battery is empty. With --survivors its children
live on, as when only the program is killed: trainers on this machine do. With --pause it is not killed but stopped for that
long, as when a laptop sleeps.
FILE gets one JSON line: {"steps": 12, "killed": true, "call": "fsync", "code": -9}.
"""

import ctypes
import errno
import json
import os
import platform
import signal
import stat
import struct
import sys

CALLS = {
    "x86_64": {
        "write": 1, "pwrite64": 18, "writev": 20, "pwritev": 296, "pwritev2": 328, "sendfile": 40, "copy_file_range": 326,
        "connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "fsync": 74, "fdatasync": 75, "sync_file_range": 277,
        "truncate": 76, "ftruncate": 77, "fallocate": 285, "rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83,
        "mkdirat": 258, "rmdir": 84, "link": 86, "linkat": 265, "unlink": 87, "unlinkat": 263, "symlink": 88,
        "symlinkat": 266, "open": 2, "creat": 85, "openat": 257, "execve": 59, "clone": 56, "clone3": 435, "vfork": 58,
        "fork": 57,
    },
    "aarch64": {
        "write": 64, "pwrite64": 68, "writev": 66, "pwritev": 70, "pwritev2": 287, "sendfile": 71, "copy_file_range": 285,
        "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "fsync": 82, "fdatasync": 83,
        "sync_file_range": 84, "truncate": 45, "ftruncate": 46, "fallocate": 47, "renameat": 38, "renameat2": 276,
        "mkdirat": 34, "linkat": 37, "unlinkat": 35, "symlinkat": 36, "openat": 56, "execve": 221, "clone": 220,
        "clone3": 435,
    },
}
# New threads are no change to anybody else; new processes show as the execve of the child.
UNCOUNTED = {"clone", "clone3", "fork", "vfork", "execve"}
TO_DESCRIPTOR = {
    "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg", "fsync", "fdatasync",
    "ftruncate", "fallocate", "sync_file_range",
}
O_CREAT, O_TRUNC = 0o100, 0o1000

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long
PTRACE_CONT, PTRACE_SEIZE, PTRACE_LISTEN, PTRACE_GET_SYSCALL_INFO = 7, 0x4206, 0x4208, 0x420E
OPTIONS = {"fork": 2, "vfork": 4, "clone": 8, "exec": 16, "seccomp": 128, "exitkill": 1 << 20}
EVENT_SECCOMP, EVENT_STOP = 7, 128
WALL = 0x40000000


def ptrace(request, pid, address=0, data=0):
    if libc.ptrace(request, pid, address, data) == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def install_filter(numbers):
    """Asks the tracer before these system calls; everything else goes on at once."""
    load, jump_equal, jump_set, answer = 0x20, 0x15, 0x45, 0x06
    allow, trace = 0x7FFF0000, 0x7FF00000
    program = [(load, 0, 0, 0)]
    opens = [numbers[name] for name in ("open", "openat") if name in numbers]
    plain = [number for name, number in numbers.items() if name not in UNCOUNTED and number not in opens]
    for number in plain:
        program += [(jump_equal, 0, 1, number), (answer, 0, 0, trace)]
    for name, argument in (("open", 1), ("openat", 2)):
        if name in numbers:
            # Only those that may make or empty a file.
            program += [
                (jump_equal, 0, 4, numbers[name]),
                (load, 0, 0, 16 + 8 * argument),
                (jump_set, 0, 1, O_CREAT | O_TRUNC),
                (answer, 0, 0, trace),
                (answer, 0, 0, allow),
            ]
    program.append((answer, 0, 0, allow))
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer)))
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp refused")


def start(words, numbers):
    """The program, stopped before its first instruction and traced."""
    ready, go = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(go[1])
            os.read(go[0], 1)
            install_filter(numbers)
            os.execvp(words[0], words)
        except OSError as error:
            print(f"kill_at: {words[0]}: {error}", file=sys.stderr)
        os._exit(127)
    options = OPTIONS["fork"] | OPTIONS["vfork"] | OPTIONS["clone"] | OPTIONS["exec"] | OPTIONS["seccomp"]
    ptrace(PTRACE_SEIZE, pid, 0, options)
    os.write(go[1], b"x")
    for end in ready + go:
        os.close(end)
    return pid


class Tracer:
    def __init__(self, pid, fatal, numbers, survivors, pause):
        self.pid, self.fatal, self.survivors, self.pause = pid, fatal, survivors, pause
        self.names = {number: name for name, number in numbers.items()}
        self.steps, self.killed, self.call, self.code = 0, False, None, None
        self.groups = {}
        self.info = ctypes.create_string_buffer(96)

    def group(self, thread):
        """The process that a thread belongs to."""
        if thread not in self.groups:
            try:
                with open(f"/proc/{thread}/status") as lines:
                    self.groups[thread] = next(int(line.split()[1]) for line in lines if line.startswith("Tgid:"))
            except OSError:
                return None
        return self.groups[thread]

    def is_step(self, thread):
        """Whether the call that the thread is about to make changes something; its name."""
        ptrace(PTRACE_GET_SYSCALL_INFO, thread, len(self.info), ctypes.addressof(self.info))
        number, first = struct.unpack_from("QQ", self.info, 24)
        name = self.names.get(number)
        if name is None:
            return None
        # A program of the client's own, such as ssh, is a part of it unless it is to survive.
        if self.survivors and self.group(thread) != self.pid:
            return None
        if name in TO_DESCRIPTOR:
            try:
                mode = os.stat(f"/proc/{thread}/fd/{first & 0xFFFFFFFF}").st_mode
            except OSError:
                return None
            if not (stat.S_ISREG(mode) or stat.S_ISSOCK(mode) or stat.S_ISDIR(mode)):
                return None
        return name

    def kill_all(self):
        self.killed = True
        if self.survivors:
            os.kill(self.pid, signal.SIGKILL)
            return
        for group in {self.group(thread) for thread in list(self.groups)} | {self.pid}:
            try:
                os.kill(group, signal.SIGKILL)
            except (OSError, TypeError):
                pass

    def run(self):
        while True:
            try:
                thread, status = os.waitpid(-1, WALL)
            except ChildProcessError:
                return
            if not os.WIFSTOPPED(status):
                self.groups.pop(thread, None)
                if thread == self.pid:
                    self.code = os.waitstatus_to_exitcode(status)
                    if not self.survivors:
                        self.end_rest()
                        return
                continue
            self.group(thread)
            try:
                self.resume(thread, os.WSTOPSIG(status), status >> 16)
            except OSError as error:
                # Killed in the meantime: its end is reported next.
                if error.errno != errno.ESRCH:
                    raise

    def resume(self, thread, delivered, event):
        if event == EVENT_SECCOMP and not self.killed:
            name = self.is_step(thread)
            if name is not None:
                self.steps += 1
                if self.steps == self.fatal:
                    self.call = name
                    if not self.pause:
                        self.kill_all()
                        return
                    self.killed = True
                    os.kill(self.pid, signal.SIGSTOP)
                    # Another process wakes it up, because this one must go on answering it.
                    waker = ["/bin/sh", "-c", 'sleep "$1"; kill -CONT "$2"', "wake", str(self.pause), str(self.pid)]
                    os.posix_spawn(waker[0], waker, os.environ)
        if event == EVENT_STOP and delivered in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
            ptrace(PTRACE_LISTEN, thread)
        else:
            ptrace(PTRACE_CONT, thread, 0, 0 if event else delivered)

    def end_rest(self):
        """Ends what the program left behind: without a tracer its calls would fail."""
        for group in {self.group(thread) for thread in list(self.groups)}:
            if group:
                try:
                    os.kill(group, signal.SIGKILL)
                except OSError:
                    pass


def main():
    words = sys.argv[1:]
    survivors, pause, report = False, None, None
    while words and words[0].startswith("--"):
        if words[0] == "--survivors":
            survivors = True
        elif words[0] == "--pause":
            pause = float(words.pop(1))
        elif words[0] == "--report":
            report = words.pop(1)
        words.pop(0)
    if len(words) < 2:
        sys.exit(__doc__)
    numbers = CALLS.get(platform.machine())
    if numbers is None:
        sys.exit(f"kill_at: the numbers of system calls on {platform.machine()} are not known here")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tracer = Tracer(start(words[1:], numbers), int(words[0]), numbers, survivors, pause)
    tracer.run()
    if report:
        with open(report, "w") as file:
            json.dump({"steps": tracer.steps, "killed": tracer.killed, "call": tracer.call, "code": tracer.code}, file)
            file.write("\n")
    code = tracer.code if tracer.code is not None else 1
    sys.exit(code if code >= 0 else 128 - code)


main()
