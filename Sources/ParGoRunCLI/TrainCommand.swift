import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Trains.
struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train the configured stages and save the weights.",
        discussion: """
            Signals: USR1 writes a checkpoint and goes on, or stops with exit code 75 under --stop-on-usr1, for a job \
            that is to be requeued. TERM and INT write one and end the run as cancelled. A second TERM or INT ends it \
            at once. A run that goes on with --resume gives the same losses, bit for bit, as one that never stopped.

            Under a sweep on a cluster, $RESUME_FROM stands for --resume-from, and $LAB_REQUEUES above 0 for \
            --stop-on-usr1: Slurm then starts the run again.
            """
    )

    @OptionGroup var options: RunOptions

    @Option(
        name: .long,
        help: "1: captions, projector only; 2: questions, projector and low-rank updates [default: train.stage]."
    )
    var stage: Int?

    @Flag(name: .long, help: "Go on from the newest checkpoint of DIR, if there is one.")
    var resume = false

    @Option(
        name: .long,
        help: ArgumentHelp("Go on from another attempt at the same run, its newest checkpoint.", valueName: "dir")
    )
    var resumeFrom: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Start stage 2 from these weights, a file or a run directory [default: $NEEDS_*, else DIR's own].",
            valueName: "path"
        )
    )
    var from: String?

    @Flag(name: .long, help: "Stop with exit code 75 after the checkpoint that USR1 asks for.")
    var stopOnUsr1 = false

    func validate() throws {
        if let stage, ![1, 2].contains(stage) { throw ValidationError("--stage is 1 or 2.") }
        if resume, resumeFrom != nil { throw ValidationError("Give --resume or --resume-from, not both.") }
    }

    func run() throws {
        var changed = options
        changed.stage = stage
        let requeues = ProcessInfo.processInfo.environment["LAB_REQUEUES"].flatMap { Int($0) } ?? 0
        let signals = RunSignals(stopsOnUser1: stopOnUsr1 || requeues > 0)
        try changed.perform { trial, report in
            let target = try report.checkpoints().appending(path: RunOptions.checkpointName)
            do {
                try trial.train(checkpoint: target, start: try start(trial, report), interruption: signals.asked)
            } catch let stopped as TrainingStopped {
                try report.say("\(stopped)")
                throw StoppedRun(signal: signals.stop)
            }
        }
    }

    private func start(_ trial: Trial, _ report: RunReport) throws -> Trial.Start {
        let earlier = resumeFrom ?? (resume ? nil : ProcessInfo.processInfo.environment["RESUME_FROM"])
        if let earlier {
            let folder = URL(filePath: earlier).appending(path: "checkpoints")
            // An attempt that the sweep names may have ended before its first checkpoint; one named by hand is taken at its word.
            if try resumeFrom != nil || RunReport.hasCheckpoint(in: folder) { return .attempt(folder) }
        }
        if resume, try report.hasCheckpoint() { return .resume }
        guard trial.configuration.train.stage == 2 else { return resume ? .resume : .fresh }
        let weights = try from.map { RunOptions.weights(URL(filePath: $0)) } ?? options.trainedWeights(report)
        return .weights(weights)
    }
}
