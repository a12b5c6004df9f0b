import Hashing
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The run directory as this trainer writes it, format version 1.
///
/// Under a wrapper that has claimed the run, only metrics, progress, checkpoints and artifacts are written here, and
/// messages go to standard output, which the wrapper keeps. Run by hand there is no claim: then claim, start, heartbeat,
/// log and exit record are written here too.
final class RunReport {
    /// A file of the run directory that could not be written.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ url: URL, _ reason: String) {
            description = "\(url.path) cannot be written: \(reason)"
        }
    }

    private let directory: URL
    private let isByHand: Bool
    private let metrics: LineFile
    private let log: LineFile?
    private var lastProgress = 0.0
    private var lastHeartbeat = 0.0
    private var lastShown = 0.0

    /// Opens the directory and claims it if nobody has.
    init(_ directory: URL) throws {
        self.directory = directory
        let identity = ProcessIdentity()
        isByHand = try createExclusively(directory.appending(path: "claim"), Self.claim(identity) + "\n")
        metrics = try LineFile(directory.appending(path: "metrics.jsonl"))
        log = isByHand ? try LineFile(directory.appending(path: "log.txt")) : nil
        if isByHand { try replace("start.json", Self.start(identity)) }
        try beat()
    }

    /// Takes an event of the trainer.
    func take(_ event: TrainerEvent) throws {
        switch event {
        case .message(let text): try say(text)
        case .progress(let done, let total, let unit): try progress(done, total, unit)
        case .metrics(let step, let values):
            let pairs = values.map { "\(JSONNode.quoted($0.name)):\(JSONNode.number($0.value))" }
            try metrics.append(
                "{\"step\":\(step),\"time\":\(now()),\"values\":{\(pairs.joined(separator: ","))}}"
            )
        }
        try beat()
    }

    /// A line for the log.
    func say(_ text: String) throws {
        StandardOutput.write(text + "\n")
        try log?.append(text)
    }

    /// A folder of the run directory, made when absent.
    func folder(_ name: String) throws -> URL {
        let url = directory.appending(path: name)
        try DiskFile.makeFolder(url)
        return url
    }

    /// Writes each answer to `artifacts/mme_items.jsonl`, lists the file, and says the scores.
    func record(_ result: EvaluationResult) throws {
        let lines = result.answers.map { answer in
            """
            {"subtask":\(JSONNode.quoted(answer.subtask)),"image":\(JSONNode.quoted(answer.image)),\
            "question":\(JSONNode.quoted(answer.question)),"expected":\(JSONNode.quoted(answer.expected ? "Yes" : "No")),\
            "answer":\(JSONNode.quoted(answer.answer)),"right":\(answer.isRight)}

            """
        }
        try addArtifact("mme_items.jsonl", lines.joined())
        for (subtask, score) in result.scores {
            try say("\(subtask): accuracy \(percent(score.accuracy)), accuracy+ \(percent(score.accuracyPlus))")
        }
    }

    /// Ends the run's records.
    func finish(code: Int) throws {
        if StandardError.isTerminal { StandardError.write("\r\u{1B}[K") }
        guard isByHand else { return }
        let reason = code == 0 ? "finished" : "failed"
        try replace(
            "exit.json",
            "{\"version\":1,\"code\":\(code),\"signal\":null,\"reason\":\"\(reason)\",\"finished_at\":\(now())}"
        )
    }

    private func addArtifact(_ name: String, _ text: String) throws {
        try DiskFile.replace(try folder("artifacts").appending(path: name), with: Array(text.utf8))
        let digest = SHA256.hash(text).hexadecimal
        try LineFile(directory.appending(path: "artifacts.jsonl"))
            .append(
                "{\"name\":\(JSONNode.quoted(name)),\"bytes\":\(text.utf8.count),\"sha256\":\"\(digest)\",\"time\":\(now())}"
            )
    }

    private func progress(_ done: Int, _ total: Int, _ unit: String) throws {
        let time = now()
        if StandardError.isTerminal, time - lastShown > 0.1 || done == total {
            lastShown = time
            StandardError.write("\r\u{1B}[K\(done) of \(total) \(unit)s")
        }
        guard time - lastProgress >= 1 || done == total else { return }
        lastProgress = time
        try replace("progress", "{\"done\":\(done),\"total\":\(total),\"unit\":\"\(unit)\",\"at\":\(time)}")
    }

    private func beat() throws {
        let time = now()
        guard isByHand, time - lastHeartbeat >= 10 else { return }
        lastHeartbeat = time
        try replace("heartbeat", "\(time)")
    }

    private func replace(_ name: String, _ text: String) throws {
        try DiskFile.replace(directory.appending(path: name), with: Array((text + "\n").utf8))
    }

    private static func claim(_ identity: ProcessIdentity) -> String {
        let token = String(UInt64.random(in: .min ... .max), radix: 16)
        let job = Environment.value("SLURM_JOB_ID").map { ",\"slurm_job_id\":\(JSONNode.quoted($0))" } ?? ""
        return """
            {"version":1,"token":"\(token)","host":\(JSONNode.quoted(identity.host)),\
            "boot_id":"\(identity.boot)","pid":\(identity.pid),"start_ticks":\(identity.startTicks),"at":\(now())\(job)}
            """
    }

    private static func start(_ identity: ProcessIdentity) -> String {
        let words = CommandLine.arguments.map(JSONNode.quoted).joined(separator: ",")
        return """
            {"version":1,"started_at":\(now()),"host":\(JSONNode.quoted(identity.host)),"pid":\(identity.pid),\
            "argv":[\(words)],"hardware":{"blas_kernels":\(JSONNode.quoted(BLAS.kernels)),"blas_threads":\(BLAS.threads)}}
            """
    }

    private func percent(_ part: Double) -> String {
        let tenths = Int((part * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
