import Foundation
import GRDB

/// Why the store cannot do what was asked.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The lab cannot be written.
    case notWritable(path: String, reason: String)
    /// The disk or a quota is full.
    case diskFull(path: String)
    /// The file is no SQLite database.
    case notADatabase(path: String)
    /// The file is a database, but not one of ours.
    case notAStore(path: String)
    /// The store was made by a later version of this program.
    case newerVersion(path: String)
    /// The database is damaged.
    case corrupt(path: String, detail: String)
    /// Another process kept the store locked for longer than this one waits.
    case busy(path: String)
    /// The file cannot be opened.
    case cannotOpen(path: String, detail: String)
    /// Anything else that SQLite says.
    case sqlite(path: String, detail: String)
    /// An attempt was recorded before, with another token.
    case attemptTaken(key: String, attempt: Int)
    /// A text that cannot be a tag.
    case badTag(String, reason: String)
    /// Runs cannot be removed.
    case notRemovable(runs: [String], reason: String)
    /// No such run, sweep or metric.
    case unknown(kind: Kind, name: String, suggestions: [String])
    /// A text names several runs.
    case ambiguous(name: String, matches: [String])

    /// What a name was taken for.
    public enum Kind: String, Sendable {
        /// A run.
        case run
        /// A sweep.
        case sweep
        /// A metric.
        case metric
        /// A column to show or sort by.
        case column
    }

    /// One line: what happened, where, and what to do.
    public var description: String {
        switch self {
        case .notWritable(let path, let reason):
            "the lab \(path) cannot be written: \(reason). Choose another with --lab or LAB_DIR"
        case .diskFull(let path):
            "\(path): the disk is full; nothing was changed. Free some space (`df -h \(path)`) and run this again"
        case .notADatabase(let path):
            "\(path) is not an SQLite database. Move it away: a new store is built from the run directories"
        case .notAStore(let path):
            "\(path) is an SQLite database of another program. Choose another lab with --lab or LAB_DIR"
        case .newerVersion(let path):
            "\(path) was made by a newer version of this program. Use that version, or another lab with --lab or LAB_DIR"
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)). Move it away: a new store is built from the run directories; for tags and notes, "
                + "`sqlite3 \(path) .recover` saves what can be read"
        case .busy(let path): "\(path): another process has kept it locked for 10 s. Try again"
        case .cannotOpen(let path, let detail): "cannot open \(path): \(detail). `ls -l \(path)` shows who may"
        case .sqlite(let path, let detail): "\(path): \(detail)"
        case .attemptTaken(let key, let attempt):
            "attempt \(attempt) of \(key) is recorded already. Take the next attempt number"
        case .badTag(let name, let reason): "'\(name)' cannot be a tag: \(reason)"
        case .notRemovable(let runs, let reason):
            "nothing was removed: \(runs.prefix(5).joined(separator: ", "))\(runs.count > 5 ? " and more" : "") \(reason)"
        case .unknown(let kind, let name, let suggestions): Self.unknown(kind, name, suggestions)
        case .ambiguous(let name, let matches):
            "'\(name)' fits several runs: \(matches.prefix(5).joined(separator: ", ")). Give more of the key, or the id"
        }
    }

    private static func unknown(_ kind: Kind, _ name: String, _ suggestions: [String]) -> String {
        let line = "there is no \(kind.rawValue) '\(name)'"
        guard let best = suggestions.first else {
            let list = kind == .column ? "" : ". `tracker list \(kind.rawValue)s` shows what there is"
            return line + list
        }
        let more = suggestions.dropFirst().prefix(2).map { " or '\($0)'" }.joined()
        return "\(line). Did you mean '\(best)'\(more)?"
    }

    /// Puts what SQLite says into our words.
    init(_ error: DatabaseError, path: String) {
        let detail = error.message.map(Self.line) ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .notWritable(path: path, reason: detail)
        case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, detail: detail)
        // SQLite learns of a full disk in several ways, of which it names only one.
        case .SQLITE_IOERR: self = Self.isFull(path) ? .diskFull(path: path) : .cannotOpen(path: path, detail: detail)
        default: self = .sqlite(path: path, detail: detail)
        }
    }

    /// What SQLite says on one line: of a damaged schema it repeats whole statements.
    private static func line(_ message: String) -> String {
        let words = message.split { $0.isWhitespace || $0.asciiValue.map { $0 < 0x20 } ?? false }.joined(separator: " ")
        return words.count > 120 ? words.prefix(119) + "…" : words
    }

    /// Whether the file system of a file has no room left to speak of.
    private static func isFull(_ path: String) -> Bool {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return false }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize) < 128 << 10
    }
}
