import ArgumentParser
import Foundation
import RunLog
import Tracker

/// The one place where errors become text and exit codes.
enum Diagnostic {
    /// The user named something that is not there, or asked for something impossible.
    private static let usage: Int32 = 64
    /// What was read is not what it should be.
    private static let badData: Int32 = 65

    /// Ends the program with an error's text on standard error and the code that fits it.
    static func exit(with error: any Error) -> Never {
        if let problem = tableProblem(error) {
            write(problem)
            Foundation.exit(badData)
        }
        if let code = code(of: error) {
            write("error: \(error)")
            Foundation.exit(code)
        }
        TrackerCommand.exit(withError: error)
    }

    /// What is wrong with an expected table, each line of which names its place already.
    private static func tableProblem(_ error: any Error) -> String? {
        switch error {
        case let error as ExpectedFileError: error.text
        case let error as ReproductionError: "\(error)"
        default: nil
        }
    }

    /// Writes a line to standard error.
    static func write(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }

    /// The exit code of an error of ours; nil for one of the argument parser's.
    private static func code(of error: any Error) -> Int32? {
        switch error {
        case let error as StoreError: storeCode(error)
        case is RunFilterError, is SweepChoiceError, is UsageError: usage
        case is RunLogError, is ItemFileError: badData
        case let error as ImportError: importCode(error)
        case is FileError: 1
        default: nil
        }
    }

    private static func importCode(_ error: ImportError) -> Int32 {
        switch error {
        case .notFound, .columns, .badGroup: usage
        case .nothingThere, .malformed: badData
        }
    }

    private static func storeCode(_ error: StoreError) -> Int32 {
        switch error {
        case .unknown, .ambiguous, .sqlite, .badTag: usage
        case .notADatabase, .notAStore, .newerVersion, .corrupt: badData
        case .notWritable, .diskFull, .busy, .cannotOpen, .attemptTaken, .notRemovable: 1
        }
    }
}

/// A command line that makes no sense where it is given, which only shows when it is carried out.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
