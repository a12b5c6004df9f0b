import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Slurm
import Tracker

/// The end of a command that did not do what it was asked: what standard error says, and the exit code.
struct CommandFailure: Error {
    /// 1 failed, 65 bad spec or data, 130 stopped by Ctrl-C.
    let code: Int32
    /// The whole text; nothing when everything has been said.
    var text = ""

    /// The one place where errors become text and exit codes.
    static func exit(with error: any Error) -> Never {
        let failure = of(error)
        guard let failure else { SweepCommand.exit(withError: error) }
        if !failure.text.isEmpty {
            FileHandle.standardError.write(Data((failure.text + "\n").utf8))
        }
        Foundation.exit(failure.code)
    }

    /// The failure that an error means; nil for one of the argument parser's.
    private static func of(_ error: any Error) -> CommandFailure? {
        switch error {
        case let failure as CommandFailure: failure
        case is StoreError, is FileError, is RunLogError, is SubmissionError, is LaunchError:
            CommandFailure(code: 1, text: "error: \(error)")
        case is TransportError, is StagingError, is SlurmClient.Failure, is BatchScriptError, is CodeDigestError,
            is RemoteBusy:
            CommandFailure(code: 1, text: "error: \(error)")
        case is FarSideError, is RefusedJob, is ClusterOutOfReach:
            CommandFailure(code: 1, text: "\(error)")
        case let error as ReproductionError: CommandFailure(code: 65, text: "\(error)")
        case is ItemFileError: CommandFailure(code: 65, text: "error: \(error)")
        case let error as CocoaError:
            CommandFailure(code: 1, text: "error: \(error.localizedDescription)")
        default: nil
        }
    }
}
