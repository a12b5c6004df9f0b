"""Runs as scripts make them: by themselves, under a wrapper, ended in every way."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import unittest

import pargo_lab
from pargo_lab import RunError

from .support import PACKAGE, VECTORS, LabTestCase, lines, record


@dataclasses.dataclass
class Optimizer:
    lr: float = 0.1
    path: pathlib.Path = pathlib.Path("data")


class RunByItselfTests(LabTestCase):
    def start(self, **options: object) -> pargo_lab.Run:
        return pargo_lab.start(lab=self.lab, output=False, signals=False, capture=False, **options)  # type: ignore

    def test_the_whole_record_is_written(self) -> None:
        with self.start(config={"seed": 0}, name="first") as run:
            run.log({"train/loss": 2.5, "n": 3}, step=10)
            run.log({"train/loss": float("nan")})
            run.progress(1, 2)
        folder = self.lab / "runs" / "first" / "1"
        self.assertEqual(run.directory, folder)
        metrics = lines(folder / "metrics.jsonl")
        self.assertEqual([(line["step"], line["values"]) for line in metrics],
                         [(10, {"train/loss": 2.5, "n": 3}), (11, {"train/loss": "NaN"})])  # fmt: skip
        self.assertEqual(record(folder / "config.json"), {"seed": 0})
        self.assertEqual(record(folder / "claim")["pid"], os.getpid())
        self.assertEqual(record(folder / "start.json")["pid"], os.getpid())
        self.assertEqual(record(folder / "progress")["done"], 1)
        self.assertEqual(record(folder / "exit.json")["reason"], "finished")
        with self.assertRaisesRegex(RunError, "finished"):
            run.log({"a": 1})

    def test_ends_are_those_of_the_vectors(self) -> None:
        for case in VECTORS["exit_records"]:
            run = self.start(group="ends")
            run.finish(code=case["code"])
            written = record(run.directory / "exit.json")
            self.assertEqual(list(written), list(json.loads(case["text"])))
            self.assertEqual((written["code"], written["signal"], written["reason"]),
                             (case["code"], case["signal"], case["reason"]))  # fmt: skip

    def test_an_error_in_the_block_is_a_failure(self) -> None:
        for error, code, reason in ((ValueError("x"), 1, "failed"), (KeyboardInterrupt(), 130, "cancelled")):
            with self.assertRaises(type(error)):
                with self.start() as run:
                    raise error
            written = record(run.directory / "exit.json")
            self.assertEqual((written["code"], written["reason"]), (code, reason))

    def test_configurations_of_any_kind(self) -> None:
        namespace = argparse.Namespace(lr=0.1, tags={"b", "a"}, optimizer=Optimizer(), inf=float("inf"), none=None)
        with self.start(config=namespace) as run:
            pass
        self.assertEqual(
            record(run.directory / "config.json"),
            {"lr": 0.1, "tags": ["a", "b"], "optimizer": {"lr": 0.1, "path": "data"}, "inf": "Infinity", "none": None},
        )

    def test_going_on_with_a_run_makes_its_next_attempt(self) -> None:
        with self.start(config={"lr": 0.5}, name="x", resume=True) as first:
            self.assertIsNone(first.previous)
            (first.checkpoints / "step-10").write_text("weights")
        with self.assertRaisesRegex(RunError, "resume=True"):
            self.start(name="x")
        with self.start(name="x", resume=True) as second:
            self.assertEqual(second.directory.name, "2")
            self.assertEqual(second.previous, first.directory)
            self.assertEqual(second.config, {"lr": 0.5})

    def test_a_running_attempt_is_not_gone_on_with(self) -> None:
        run = self.start(name="x")
        with self.assertRaisesRegex(RunError, f"process {os.getpid()} on .* is still at it"):
            self.start(name="x", resume=True)
        with self.assertRaisesRegex(RunError, "claimed"):
            self.start(directory=run.directory)
        run.finish()

    def test_artifacts_are_kept_with_their_digests(self) -> None:
        (self.folder / "out" / "deep").mkdir(parents=True)
        (self.folder / "out" / "a.txt").write_text("abc")
        (self.folder / "out" / "deep" / "b.bin").write_bytes(b"\0" * 3_000_000)
        with self.start() as run:
            kept = run.artifact(self.folder / "out", name="results")
            run.write_artifact("note.txt", "grün")
            (run.directory / "artifacts" / "own.txt").write_text("mine")
            run.artifact(run.directory / "artifacts" / "own.txt")
            for name in ("../x", "/etc/x", "a//b", ""):
                with self.assertRaises(RunError):
                    run.write_artifact(name, "no")
        listed = lines(run.directory / "artifacts.jsonl")
        self.assertEqual([line["name"] for line in listed],
                         ["results/a.txt", "results/deep/b.bin", "note.txt", "own.txt"])  # fmt: skip
        self.assertEqual(kept, listed[:2])
        for line in listed:
            content = (run.directory / "artifacts" / line["name"]).read_bytes()
            self.assertEqual((line["bytes"], line["sha256"]), (len(content), hashlib.sha256(content).hexdigest()))

    def test_threads_may_log(self) -> None:
        with self.start() as run:
            threads = [
                threading.Thread(target=lambda i=i: [run.log({f"t{i}": s}, step=s) for s in range(300)])  # type: ignore
                for i in range(6)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(len(lines(run.directory / "metrics.jsonl")), 1800)

    def test_a_torn_line_is_never_joined(self) -> None:
        folder = self.lab / "runs" / "torn"
        folder.mkdir(parents=True)
        (folder / "metrics.jsonl").write_text('{"step":1,"ti')
        with self.start(directory=folder) as run:
            run.log({"a": 1}, step=2)
        torn, whole = (folder / "metrics.jsonl").read_text().splitlines()
        self.assertEqual(torn, '{"step":1,"ti')
        self.assertEqual(json.loads(whole)["step"], 2)

    def test_a_full_disk_is_said_and_loses_nothing_else(self) -> None:
        folder = self.lab / "runs" / "full"
        folder.mkdir(parents=True)
        (folder / "metrics.jsonl").symlink_to("/dev/full")
        with self.start(directory=folder) as run:
            with self.assertRaises(OSError):
                run.log({"a": 1}, step=2)

    def test_the_lab_is_found_upwards(self) -> None:
        (self.lab / "runs").mkdir(parents=True)
        below = self.folder / "a" / "b"
        below.mkdir(parents=True)
        before = os.getcwd()
        os.chdir(below)
        self.addCleanup(os.chdir, before)
        with pargo_lab.start(capture=False, output=False, signals=False) as run:
            self.assertEqual(run.directory.parents[2], self.lab)


class WrappedRunTests(LabTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_folder = self.lab / "runs" / "tokens" / "3f2a" / "1"
        self.run_folder.mkdir(parents=True)
        (self.run_folder / "config.json").write_text('{"lr":0.5,"net":{"depth":2}}')
        claim = {"version": 1, "token": "t", "host": "node3", "boot_id": "b", "pid": 4, "start_ticks": 5, "at": 1.0}
        (self.run_folder / "claim").write_text(json.dumps(claim) + "\n")
        os.environ["RUN_DIR"] = str(self.run_folder)
        self.addCleanup(os.environ.pop, "RUN_DIR", None)

    def test_only_the_trainers_part_is_written(self) -> None:
        with pargo_lab.start(config={"lr": 0.1, "net": {"width": 8}}, signals=False, capture=False) as run:
            run.log({"a": 1.5}, step=0)
        self.assertEqual(run.config, {"lr": 0.5, "net": {"width": 8, "depth": 2}})
        self.assertEqual(pargo_lab.read_config(), {"lr": 0.5, "net": {"depth": 2}})
        written = {path.name for path in self.run_folder.iterdir()}
        self.assertEqual(written, {"config.json", "claim", "metrics.jsonl"})

    def test_only_rank_0_writes(self) -> None:
        os.environ["RANK"] = "3"
        self.addCleanup(os.environ.pop, "RANK", None)
        with pargo_lab.start() as run:
            run.log({"a": 1.5}, step=0)
            run.progress(1, 2)
            run.write_artifact("x", "y")
        self.assertEqual(run.config["lr"], 0.5)
        self.assertEqual({path.name for path in self.run_folder.iterdir()}, {"config.json", "claim"})


class ScriptTests(LabTestCase):
    """Scripts that say nothing of their end."""

    def ended(self, process: "subprocess.Popen[str]") -> "tuple[int, dict[str, object], str]":
        output, _ = process.communicate(timeout=60)
        folder = self.only_run()
        return process.returncode, record(folder / "exit.json"), output

    def test_ends_without_a_word(self) -> None:
        cases = {"pass": (0, "finished"), "1 / 0": (1, "failed"), "sys.exit(3)": (3, "failed")}
        for last, (code, reason) in cases.items():
            with self.subTest(last):
                self.lab = self.folder / f"lab{code}"
                process = self.run_script(
                    f"import sys, pargo_lab\nrun = pargo_lab.start(name='x')\nprint('hello')\n{last}\n",
                    LAB_DIR=str(self.lab),
                )
                status, end, output = self.ended(process)
                self.assertEqual((status, end["code"], end["reason"]), (code, code, reason))
                self.assertEqual(output, "hello\n")
                log = (self.only_run() / "log.txt").read_text()
                self.assertTrue(log.startswith("hello\n"), log)
                self.assertEqual("ZeroDivisionError" in log, last == "1 / 0", log)

    def wait_for_line(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.assertEqual(process.stdout.readline(), "ready\n")

    def test_a_request_to_stop_is_a_flag_to_who_asks(self) -> None:
        process = self.run_script("""
            import time, pargo_lab
            with pargo_lab.start(name="x") as run:
                run.should_stop
                print("ready", flush=True)
                while not run.should_stop:
                    time.sleep(0.01)
                run.log({"saved": 1}, step=1)
                raise SystemExit(143)
            """)  # fmt: skip
        self.wait_for_line(process)
        process.send_signal(signal.SIGTERM)
        status, end, _ = self.ended(process)
        self.assertEqual((status, end["code"], end["signal"], end["reason"]), (143, 143, 15, "cancelled"))
        self.assertEqual(len(lines(self.only_run() / "metrics.jsonl")), 1)

    def test_a_script_that_never_asks_is_ended_and_recorded(self) -> None:
        process = self.run_script("""
            import time, pargo_lab
            run = pargo_lab.start(name="x")
            print("ready", flush=True)
            time.sleep(60)
            """)
        self.wait_for_line(process)
        process.send_signal(signal.SIGTERM)
        status, end, _ = self.ended(process)
        self.assertEqual((status, end["reason"]), (143, "cancelled"))

    def test_a_request_for_a_checkpoint_is_told_once(self) -> None:
        process = self.run_script("""
            import time, pargo_lab
            with pargo_lab.start(name="x") as run:
                print("ready", flush=True)
                while not run.should_checkpoint:
                    time.sleep(0.01)
                assert not run.should_checkpoint
                (run.checkpoints / "model").write_text("weights")
            """)
        self.wait_for_line(process)
        process.send_signal(signal.SIGUSR1)
        status, end, _ = self.ended(process)
        self.assertEqual((status, end["reason"]), (0, "finished"))
        self.assertTrue((self.only_run() / "checkpoints" / "model").exists())

    def test_nothing_acknowledged_is_lost_to_kill_9(self) -> None:
        process = self.run_script("""
            import pargo_lab
            run = pargo_lab.start(name="x")
            for step in range(10**9):
                run.log({f"m{i}": step + i / 10 for i in range(10)}, step=step)
                print(step, flush=True)
            """)
        time.sleep(0.5)
        process.kill()
        output, _ = process.communicate()
        acknowledged = int(output.splitlines()[-2]) if output.count("\n") > 1 else -1
        whole = (self.only_run() / "metrics.jsonl").read_text().rpartition("\n")[0].splitlines()
        self.assertGreater(acknowledged, 0)
        self.assertGreaterEqual(len(whole), acknowledged + 1)
        self.assertFalse((self.only_run() / "exit.json").exists())

    def test_a_forked_child_does_not_end_the_run(self) -> None:
        process = self.run_script("""
            import os, sys, pargo_lab
            run = pargo_lab.start(name="x")
            child = os.fork()
            run.log({"child" if child == 0 else "parent": 1}, step=1)
            if child == 0:
                sys.exit(7)
            os.waitpid(child, 0)
            print(os.path.exists(run.directory / "exit.json"))
            """)
        status, end, output = self.ended(process)
        self.assertEqual((status, end["code"], output), (0, 0, "False\n"))
        self.assertEqual(len(lines(self.only_run() / "metrics.jsonl")), 2)

    def test_importing_is_light(self) -> None:
        heavy = {"json", "subprocess", "sqlite3", "hashlib", "pathlib", "typing", "logging", "shutil", "tempfile"}
        code = "import sys, pargo_lab; print(' '.join(sys.modules))"
        loaded = subprocess.run(
            [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(PACKAGE)!r}); {code}"],
            stdout=subprocess.PIPE, check=True, encoding="utf-8",
        ).stdout.split()  # fmt: skip
        self.assertEqual(heavy & set(loaded), set())


if __name__ == "__main__":
    unittest.main()
