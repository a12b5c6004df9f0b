public import Hashing

/// A file of this machine that is to lie on the far side, under the name of its content.
public struct StagedFile: Hashable, Sendable {
    /// Its path here.
    public let path: String
    /// Its size in bytes.
    public let size: Int
    /// The SHA-256 of its content.
    public let digest: Digest
    /// Whether it is a program.
    public let isExecutable: Bool

    /// Reads and hashes a file.
    ///
    /// - Throws: `StagingError.unreadable`.
    public init(path: String) throws(StagingError) {
        let file = try LocalFile(path)
        let summary = try file.summary()
        self.path = path
        size = summary.size
        digest = summary.digest
        isExecutable = file.isExecutable
    }

    /// Its name in the store on the far side.
    ///
    /// A program and a document with the same bytes are two files: they differ in who may run them.
    public var name: String { digest.hexadecimal + (isExecutable ? ".x" : "") }
}
