import Foundation
import GRDB
import RunLog

/// The only door to `tracker.sqlite`.
///
/// Any number of processes may have one open: readers never wait, writers wait for one another up to ten seconds. Each
/// call that writes is one transaction, on disk when it returns. It may be used from several threads.
public final class Store: Sendable {
    /// The lab whose store this is.
    public let lab: Lab
    let queue: DatabaseQueue

    /// Opens a lab's store; makes the lab and the store if they are not there.
    ///
    /// - Throws: ``StoreError`` in words for a person.
    public convenience init(_ lab: Lab) throws {
        try lab.createIfAbsent()
        self.init(lab, queue: try Self.rewording(lab.database) { try StoreOpening(lab).open() })
    }

    /// Opens a lab's store for reading only: SQLite itself then refuses every change.
    ///
    /// - Throws: ``StoreError``, also when there is no store yet.
    public convenience init(readingFrom lab: Lab) throws {
        self.init(lab, queue: try Self.rewording(lab.database) { try StoreOpening(lab).openReadOnly() })
    }

    private init(_ lab: Lab, queue: DatabaseQueue) {
        self.lab = lab
        self.queue = queue
    }

    /// Runs a body in one reading transaction.
    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.rewording(lab.database) { try queue.read(body) }
    }

    /// Runs a body in one writing transaction, which either happens as a whole or not at all.
    func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try Self.rewording(lab.database) { try queue.write(body) }
    }

    /// Runs a body that SQLite takes in no transaction.
    func writeAlone(_ body: (Database) throws -> Void) throws {
        try Self.rewording(lab.database) { try queue.writeWithoutTransaction(body) }
    }

    private static func rewording<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        } catch let error as FileError {
            throw error.isOutOfSpace
                ? StoreError.diskFull(path: path) : StoreError.notWritable(path: path, reason: error.description)
        }
    }
}
