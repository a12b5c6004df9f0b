#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Standard output, unbuffered: a line is in the log as soon as it is said.
enum StandardOutput {
    static func write(_ text: String) { writeAll(STDOUT_FILENO, text) }
}

/// Standard error, and whether somebody watches it.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static func write(_ text: String) { writeAll(STDERR_FILENO, text) }
}

/// The process's environment.
enum Environment {
    static func value(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        let value = String(cString: text)
        return value.isEmpty ? nil : value
    }
}

/// Seconds since 1970.
func now() -> Double { Date().timeIntervalSince1970 }

/// A file that lines are appended to, each with one `write(2)`, so that a reader sees whole lines but for a torn last one.
struct LineFile {
    private let descriptor: Int32
    private let url: URL

    init(_ url: URL) throws {
        self.url = url
        descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RunReport.Failure(url, String(cString: strerror(errno))) }
    }

    func append(_ line: String) throws {
        let text = line + "\n"
        let written = text.utf8.withContiguousStorageIfAvailable { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == text.utf8.count else { throw RunReport.Failure(url, String(cString: strerror(errno))) }
    }
}

/// Creates a file that must not exist yet; false when it does.
func createExclusively(_ url: URL, _ text: String) throws -> Bool {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0, errno == EEXIST { return false }
    guard descriptor >= 0 else { throw RunReport.Failure(url, String(cString: strerror(errno))) }
    writeAll(descriptor, text)
    close(descriptor)
    return true
}

/// What tells this process from every other one: host, boot, number, start.
struct ProcessIdentity {
    let host: String
    let boot: String
    let pid: Int32
    let startTicks: Int

    init() {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        boot = Self.systemText("/proc/sys/kernel/random/boot_id")
        pid = getpid()
        // Field 22, counted after the command's closing bracket, which may itself hold spaces.
        let fields = Self.systemText("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        startTicks = fields.count > 19 ? Int(fields[19]) ?? 0 : 0
    }

    /// A small file of the kernel's, empty on systems that have none.
    private static func systemText(_ path: String) -> String {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

private func writeAll(_ descriptor: Int32, _ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        // A closed pipe or a full disk behind standard output must not end the training.
        if count <= 0 { return }
        bytes = bytes.dropFirst(count)
    }
}
