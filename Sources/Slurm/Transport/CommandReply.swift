/// What a command wrote, and how it ended.
public struct CommandReply: Hashable, Sendable {
    /// Its standard output, byte for byte, without anything that a login shell printed around it.
    public let output: [UInt8]
    /// Its standard error.
    public let errors: [UInt8]
    /// Its exit code; 128 and the signal's number when a signal ended it.
    public let code: Int32

    /// What a login shell printed around the command, on both streams; no part of the reply.
    public let noise: String

    /// A reply of given bytes.
    public init(output: [UInt8], errors: [UInt8] = [], code: Int32 = 0, noise: String = "") {
        self.output = output
        self.errors = errors
        self.code = code
        self.noise = noise
    }

    /// Whether the exit code is 0.
    public var succeeded: Bool { code == 0 }
    /// The output as UTF-8; bytes that are none are replaced.
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    /// The standard error as UTF-8; bytes that are none are replaced.
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
}
