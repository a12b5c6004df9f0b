public import Foundation

/// The trainer that comes with the lab: the program `pargo-run`.
public struct EmbeddedTrainer: Sendable {
    /// The program's absolute path.
    public let program: String

    /// Finds `pargo-run` beside the running program, else on the path.
    ///
    /// - Parameters:
    ///   - executable: The absolute path of the running program.
    ///   - searchPath: The value of `$PATH`.
    /// - Throws: `EmbeddedTrainerError.notFound`.
    public init(besides executable: URL, searchPath: String) throws(EmbeddedTrainerError) {
        let folders =
            [executable.resolvingSymlinksInPath().deletingLastPathComponent().path(percentEncoded: false)]
            + searchPath.split(separator: ":").map(String.init)
        let candidates = folders.map { $0.hasSuffix("/") ? "\($0)pargo-run" : "\($0)/pargo-run" }
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw .notFound(besides: executable.path(percentEncoded: false))
        }
        program = found
    }

    /// The JSON Schema of the trainer's configuration, as `pargo-run schema` prints it.
    ///
    /// - Throws: `EmbeddedTrainerError.noSchema` when the program cannot tell.
    public func schema() throws(EmbeddedTrainerError) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["schema"]
        let output = Pipe()
        process.standardOutput = output
        do {
            try process.run()
        } catch {
            throw .noSchema(program: program, reason: "\(error)")
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw .noSchema(program: program, reason: "it ended with code \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// The embedded trainer cannot be used.
public enum EmbeddedTrainerError: Error, CustomStringConvertible {
    /// It lies neither beside the running program nor on the path.
    case notFound(besides: String)
    /// It does not tell its schema.
    case noSchema(program: String, reason: String)

    /// What is wrong and what to type.
    public var description: String {
        switch self {
        case .notFound(let executable):
            "there is no pargo-run beside \(executable) nor on $PATH; build it with scripts/build."
        case .noSchema(let program, let reason):
            "\(program) schema does not answer: \(reason). Build it anew with scripts/build."
        }
    }
}
