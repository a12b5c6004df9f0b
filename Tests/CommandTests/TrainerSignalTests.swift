import Foundation
import Glibc
import RunLog
import TestSupport
import Testing

/// `pargo-run train` told to stop, to write a checkpoint, or killed without a word: what is on disk goes on to the same end.
@Suite struct TrainerSignalTests {
    /// A run of about a second, logging each step.
    private static let configuration = """
        {"data": {"images": 12, "eval_images": 2}, "backbone": {"vision_steps": 1, "llm_steps": 1, "batch": 2},
         "projector": {"depth": 1, "hidden": 16, "ffn": 20},
         "train": {"pretrain_steps": 60, "finetune_steps": 60, "batch": 2, "log_every": 1, "checkpoint_every": 4}}
        """

    private struct Lab {
        let folder: URL
        let program: Program

        init(_ folder: URL) {
            self.folder = folder
            let environment = ["LAB_CACHE": folder.appending(path: "cache").path, "OPENBLAS_NUM_THREADS": "2"]
            program = Program("pargo-run", in: folder, environment: environment)
        }

        func make(_ name: String) throws -> URL {
            let run = folder.appending(path: name)
            try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
            try configuration.write(to: run.appending(path: "config.json"), atomically: true, encoding: .utf8)
            return run
        }

        /// Starts training and signals it once `steps` are logged; how it ended.
        func signal(_ run: URL, _ signal: Int32, after steps: Int, _ arguments: [String] = []) throws -> Program.Result
        {
            let running = try program.start(["train", "--run", run.lastPathComponent] + arguments)
            while try logged(run).count < steps, kill(running.pid, 0) == 0 { usleep(2000) }
            kill(running.pid, signal)
            return try running.finish()
        }

        /// Each step's loss as it was written; a step that was done twice counts as it was done last.
        func logged(_ run: URL) throws -> [Int: String] {
            let file = run.appending(path: "metrics.jsonl")
            guard FileManager.default.fileExists(atPath: file.path) else { return [:] }
            var losses: [Int: String] = [:]
            for line in try String(decoding: Data(contentsOf: file), as: UTF8.self).split(separator: "\n") {
                guard let step = line.firstMatch(of: /"step":(\d+)/),
                    let value = line.firstMatch(of: /"train\/loss":([^,}]+)/)
                else { continue }
                losses[Int(step.1) ?? 0] = String(value.1)
            }
            return losses
        }

        func weights(_ run: URL) throws -> Data {
            try Data(contentsOf: run.appending(path: "checkpoints/trained.safetensors"))
        }
    }

    @Test func killedAtManyStepsItGoesOnBitForBit() throws {
        try withTemporaryFolder { folder in
            let lab = Lab(folder)
            let whole = try lab.make("whole")
            let result = try lab.program.run("train", "--run", "whole")
            #expect(result.code == 0, "\(result.errors)")
            #expect(try lab.logged(whole).count == 120)
            let killed = try lab.make("killed")
            for steps in [1, 6, 31, 58, 63, 100] {
                let end = try lab.signal(killed, SIGKILL, after: steps, steps == 1 ? [] : ["--resume"])
                #expect(end.code == 128 + SIGKILL, "\(end.errors)")
            }
            let last = try lab.program.run("train", "--run", "killed", "--resume")
            #expect(last.code == 0, "\(last.errors)")
            #expect(try lab.logged(killed) == lab.logged(whole))
            #expect(try lab.weights(killed) == lab.weights(whole))
        }
    }

    @Test func aTermWritesACheckpointAndIsACancelledRun() throws {
        try withTemporaryFolder { folder in
            let lab = Lab(folder)
            let run = try lab.make("run")
            let end = try lab.signal(run, SIGTERM, after: 5)
            #expect(end.code == 128 + SIGTERM)
            #expect(end.output.contains("with a checkpoint; go on with --resume"))
            let exit = try #require(try ExitRecord.read(from: RunDirectory(run.path)))
            #expect(exit.reason == .cancelled)
            let files = try FileManager.default.contentsOfDirectory(atPath: run.appending(path: "checkpoints").path)
            #expect(files.count == 1 && files[0].hasPrefix("step-"), "\(files)")
        }
    }

    @Test func user1WritesACheckpointAndGoesOnOrAsksToBeStartedAgain() throws {
        try withTemporaryFolder { folder in
            let lab = Lab(folder)
            let going = try lab.signal(try lab.make("going"), SIGUSR1, after: 5)
            #expect(going.code == 0)
            #expect(going.output.contains("Checkpoint at step "))
            let run = try lab.make("stopping")
            let stopping = try lab.signal(run, SIGUSR1, after: 5, ["--stop-on-usr1"])
            #expect(stopping.code == 75)
            // The next attempt has a folder of its own.
            let next = try lab.make("next")
            let resumed = try lab.program.run("train", "--run", "next", "--resume-from", "stopping")
            #expect(resumed.code == 0, "\(resumed.errors)")
            #expect(try lab.weights(next) == lab.weights(folder.appending(path: "going")))
        }
    }
}
