public import Foundation

/// One of the built programs, run as a user runs it.
public struct Program: Sendable {
    /// Where the programs lie: `$PARGO_LAB_PROGRAMS`, else the debug build of this checkout.
    public static let folder: URL = {
        if let folder = ProcessInfo.processInfo.environment["PARGO_LAB_PROGRAMS"] {
            return URL(fileURLWithPath: folder)
        }
        return repository.appending(path: ".build/debug")
    }()

    /// The root of this checkout.
    public static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What a program printed and how it ended.
    public struct Result: Sendable {
        /// Standard output.
        public let output: String
        /// Standard error.
        public let errors: String
        /// The exit code; 128 + the signal's number when a signal ended it.
        public let code: Int32
    }

    private let name: String
    private let folder: URL
    private let environment: [String: String]

    /// The program of that name, or at that path, to be run in a folder with a small, fixed environment and these variables more.
    public init(_ name: String, in folder: URL, environment: [String: String] = [:]) {
        self.name = name
        self.folder = folder
        let inherited = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME"].contains($0.key) }
        self.environment = inherited.merging(environment) { $1 }
    }

    /// Runs it to its end.
    public func run(_ arguments: String...) throws -> Result {
        try start(arguments).finish()
    }

    /// Starts it and returns at once.
    public func start(_ arguments: [String]) throws -> Running {
        let process = Process()
        process.executableURL = name.hasPrefix("/") ? URL(fileURLWithPath: name) : Self.folder.appending(path: name)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let output = try Capture()
        let errors = try Capture()
        process.standardOutput = output.handle
        process.standardError = errors.handle
        try process.run()
        return Running(process: process, output: output, errors: errors)
    }

    /// A program that was started.
    public struct Running {
        let process: Process
        let output: Capture
        let errors: Capture

        /// Its process id.
        public var pid: Int32 { process.processIdentifier }

        /// Waits for its end.
        public func finish() throws -> Result {
            process.waitUntilExit()
            let signalled = process.terminationReason == .uncaughtSignal
            return Result(
                output: try output.text(),
                errors: try errors.text(),
                code: process.terminationStatus + (signalled ? 128 : 0)
            )
        }
    }

    /// Catches output in a file: unlike a pipe it is never full, and a grandchild that keeps it open holds nobody up.
    struct Capture {
        let url: URL
        let handle: FileHandle

        init() throws {
            url = FileManager.default.temporaryDirectory.appending(path: "pargo-lab-output-\(UUID().uuidString)")
            try Data().write(to: url)
            handle = try FileHandle(forWritingTo: url)
        }

        func text() throws -> String {
            try handle.close()
            defer { try? FileManager.default.removeItem(at: url) }
            return try String(decoding: Data(contentsOf: url), as: UTF8.self)
        }
    }
}
