import Foundation
import Glibc
import RunLog
import TestSupport
import Testing

/// `pargo-run` given what is broken, hostile, too large, or somebody else's: one line that says what and what to do, and nothing
/// that was there before is harmed.
@Suite struct TrainerBadInputTests {
    private static let configuration = """
        {"data": {"images": 12, "eval_images": 2}, "backbone": {"vision_steps": 1, "llm_steps": 1, "batch": 2},
         "projector": {"depth": 1, "hidden": 16, "ffn": 20}, "lora": {"rank": 2},
         "train": {"pretrain_steps": 9, "finetune_steps": 9, "batch": 2, "log_every": 1, "checkpoint_every": 4, "keep": 2}}
        """

    /// A run directory whose configuration has these keys more.
    private static func make(_ run: URL, _ keys: String = "") throws {
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        var text = configuration
        if !keys.isEmpty { text = text.replacing(#"{"data""#, with: #"{\#(keys), "data""#) }
        try text.write(to: run.appending(path: "config.json"), atomically: true, encoding: .utf8)
    }

    private static func program(_ folder: URL) -> Program {
        let cache = folder.appending(path: "cache").path
        return Program("pargo-run", in: folder, environment: ["LAB_CACHE": cache, "OPENBLAS_NUM_THREADS": "1"])
    }

    private static func checkpoints(_ run: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: run.appending(path: "checkpoints").path).sorted()
    }

    // MARK: - Weight files

    private static func file(_ header: String, data: Int, length: UInt64? = nil) -> Data {
        let size = length ?? UInt64(header.utf8.count)
        return Data((0..<8).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) }) + Data(header.utf8) + Data(count: data)
    }

    private static func entry(_ name: String, _ type: String, _ shape: String, _ place: String) -> String {
        #""\#(name)":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[\#(place)]}"#
    }

    private static let hostile: [(Data, String)] = [
        (Data(), "is empty"), (Data([1, 2, 3]), "too few for a header"),
        (file("{}", data: 0, length: 4 << 30), "its header claims 4294967296 bytes of 10"),
        (file("{}", data: 0, length: .max), "its header claims"), (file("[1]", data: 0), "no JSON object of tensors"),
        (file("{\(entry("a", "F32", "2,3", "0,24"))}", data: 12), "cannot lie at [0, 24] of 12"),
        (file("{\(entry("a", "F32", "1", "9223372036854775807,-9223372036854775805"))}", data: 8), "cannot lie at"),
        (file("{\(entry("a", "F32", "4611686018427387904,4", "0,0"))}", data: 8), "has shape"),
        (file("{\(entry("a", "F32", "-1", "0,-4"))}", data: 8), "has shape [-1]"),
        (
            file("{\(entry("a", "F32", "2", "0,8")),\(entry("b", "F32", "1", "4,8"))}", data: 8),
            "overlaps another tensor"
        ),
        (
            file("{\(entry("a", "F32", "2", "0,8")),\(entry("a", "F32", "1,2", "0,8"))}", data: 8),
            "names a tensor twice"
        ),
        (
            file("{\(entry("llm_proj.bias", "I8", "64", "0,64"))}", data: 64),
            "llm_proj.bias has the type I8, weights are floats"
        ),
        (
            file("{\(entry("llm_proj.weight", "F32", "2", "0,8"))}", data: 8),
            "llm_proj.weight has shape [2], the configuration needs"
        ),
        (Data([0x50, 0x4B, 3, 4]) + Data(count: 60), "PyTorch's own format"),
    ]

    @Test(arguments: hostile)
    func aHostileWeightFileCostsOneLine(bytes: Data, reason: String) throws {
        try withTemporaryFolder { folder in
            try Self.make(folder)
            try bytes.write(to: folder.appending(path: "w.safetensors"))
            let result = try Self.program(folder)
                .run(
                    "forward",
                    "--part",
                    "projector",
                    "--config",
                    "config.json",
                    "--weights",
                    "w.safetensors",
                    "--inputs",
                    "w.safetensors",
                    "--outputs",
                    "out.safetensors"
                )
            #expect(result.code == 65)
            #expect(result.errors.contains(reason) && result.errors.contains("w.safetensors"), "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out.safetensors").path))
        }
    }

    // MARK: - Numbers

    @Test func aLossThatIsNoNumberNamesStepAndLayerAndKeepsTheLastGoodCheckpoint() throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run")
            try Self.make(run, #""optimizer": {"lr": 10, "warmup": 0, "weight_decay": 10}"#)
            let wild = try String(contentsOf: run.appending(path: "config.json"), encoding: .utf8)
                .replacing(#""pretrain_steps": 9"#, with: #""clip": 0, "pretrain_steps": 900"#)
            try wild.write(to: run.appending(path: "config.json"), atomically: true, encoding: .utf8)
            let result = try Self.program(folder).run("train", "--run", "run")
            #expect(result.code == 1)
            let line = try #require(
                result.errors.firstMatch(of: /stage 1.* became .* at step (\d+), first in the (.*); lower/)
            )
            let step = try #require(Int(line.1))
            let kept = try Self.checkpoints(run)
            let newest = try #require(kept.last?.firstMatch(of: /step-0*(\d+)/).flatMap { Int($0.1) })
            #expect(newest == step / 4 * 4 && kept.count == 2, "\(kept), \(step)")
            let listed = try Self.program(folder).run("weights", "list", "run/checkpoints/\(kept[1])")
            #expect(listed.code == 0 && listed.output.contains("optimizer.mean.query_tokens"))
            #expect(try ExitRecord.read(from: RunDirectory(run.path))?.reason == .failed)
        }
    }

    // MARK: - Memory and disk

    /// `ulimit -v` stands for a node that has less: a benchmark that keeps all activations is refused, one that makes them again is not.
    @Test(arguments: [("--recompute", 0 as Int32, "recompute"), ("", 1, "MiB of memory and")])
    func memoryIsForeseenBeforeItIsTaken(option: String, code: Int32, words: String) throws {
        try withTemporaryFolder { folder in
            let program = Program.folder.appending(path: "pargo-run").path
            // 448 MiB of the address space are for BLAS, some for the program, 250 for the steps.
            let bench = "bench --preset mini --steps 1 --warmup 0 --part 8 --threads 1 --format json \(option)"
            let result = try Self.shell("ulimit -v 840000; exec '\(program)' \(bench)", in: folder)
            #expect(result.code == code && result.text.contains(words), "\(result.text)")
        }
    }

    @Test func aModelTooLargeForTheMachineIsRefusedBeforeAnythingIsMade() throws {
        try withTemporaryFolder { folder in
            let run = folder.appending(path: "run")
            try Self.make(run, #""llm": {"width": 8192, "depth": 80, "heads": 64, "kv_heads": 64, "ffn": 32768}"#)
            let result = try Self.program(folder).run("train", "--run", "run")
            #expect(result.code == 1 && result.errors.contains("MiB of memory and"), "\(result.errors)")
            #expect(try !FileManager.default.contentsOfDirectory(atPath: folder.path).contains("cache"))
        }
    }

    private static func shell(_ command: String, in folder: URL) throws -> (code: Int32, text: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    // MARK: - Checkpoints

    /// A run that was told to stop, with its checkpoints.
    private static func stopped(_ folder: URL) throws -> URL {
        let run = folder.appending(path: "run")
        try make(run)
        let config = run.appending(path: "config.json")
        let long = try String(contentsOf: config, encoding: .utf8)
            .replacing(#""finetune_steps": 9"#, with: #""finetune_steps": 90000"#)
        try long.write(to: config, atomically: true, encoding: .utf8)
        let running = try program(folder).start(["train", "--run", "run"])
        while kill(running.pid, 0) == 0 {
            let folder = run.appending(path: "checkpoints").path
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            if names.count(where: { $0.hasPrefix("step-") }) == 2 { break }
            usleep(2000)
        }
        kill(running.pid, SIGTERM)
        _ = try running.finish()
        return run
    }

    @Test func aCheckpointOfAnotherConfigurationIsRefusedAndABrokenOnePassedOver() throws {
        try withTemporaryFolder { folder in
            let run = try Self.stopped(folder)
            let (kept, config) = (try Self.checkpoints(run), run.appending(path: "config.json"))
            let original = try String(contentsOf: config, encoding: .utf8)
            try original.replacing(#""rank": 2"#, with: #""rank": 3"#)
                .write(to: config, atomically: true, encoding: .utf8)
            let refused = try Self.program(folder).run("train", "--run", "run", "--resume")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("was made by another configuration or version"), "\(refused.errors)")
            #expect(try Self.checkpoints(run) == kept)
            try original.write(to: config, atomically: true, encoding: .utf8)
            let newest = run.appending(path: "checkpoints/\(kept[1])")
            try Data(contentsOf: newest).dropLast(100).write(to: newest)
            let running = try Self.program(folder).start(["train", "--run", "run", "--resume"])
            while kill(running.pid, 0) == 0, try Self.checkpoints(run) == kept { usleep(2000) }
            kill(running.pid, SIGTERM)
            let resumed = try running.finish()
            #expect(resumed.output.contains("Passed over a broken checkpoint"), "\(resumed.output)")
            #expect(resumed.output.contains(", from step "), "\(resumed.output)")
        }
    }

    @Test func aDiskThatFillsUpKeepsTheCheckpointThatIsThere() throws {
        guard getuid() == 0 else { return print("SKIPPED: mounting a small file system needs root") }
        try withTemporaryFolder { folder in
            let disk = folder.appending(path: "disk")
            try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
            guard try Self.shell("mount -t tmpfs -o size=300k tmpfs disk", in: folder).code == 0 else {
                return print("SKIPPED: this machine lets nobody mount")
            }
            defer { _ = try? Self.shell("umount disk", in: folder) }
            try Self.make(disk.appending(path: "run"))
            let result = try Self.program(folder).run("train", "--run", "disk/run")
            #expect(result.code == 1)
            #expect(result.errors.contains("No space left on device"), "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            let left = try Self.checkpoints(disk.appending(path: "run"))
            #expect(left.allSatisfy { $0.hasPrefix("step-") }, "no half of a checkpoint: \(left)")
            // With room again it goes on from what is there.
            #expect(try Self.shell("mount -o remount,size=10m disk", in: folder).code == 0)
            let resumed = try Self.program(folder).run("train", "--run", "disk/run", "--resume")
            #expect(resumed.code == 0, "\(resumed.errors)")
        }
    }
}
