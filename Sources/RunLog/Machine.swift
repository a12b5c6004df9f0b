import Glibc

/// The machine from which runs are looked at.
///
/// Tests make their own.
public struct Machine: Sendable {
    /// The machine's name, as claims made here carry it.
    public let name: String
    /// The number of its present boot.
    public let bootID: String
    /// When a process was started, in clock ticks since boot; nil when no such process is alive.
    public let startTicks: @Sendable (Int32) -> UInt64?

    /// A machine described by its name, its boot and its processes.
    public init(name: String, bootID: String, startTicks: @escaping @Sendable (Int32) -> UInt64?) {
        self.name = name
        self.bootID = bootID
        self.startTicks = startTicks
    }

    /// This machine, its processes read from `/proc`.
    ///
    /// - Throws: ``FileError`` when `/proc` cannot be read.
    public static func current() throws -> Machine {
        let path = "/proc/sys/kernel/random/boot_id"
        guard let bytes = try SmallFile.read(path) else { throw FileError(.read, path, code: ENOENT) }
        let bootID = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
        return Machine(name: try currentName(), bootID: bootID) { pid in
            // A process may go away while it is looked at, which is an answer too: it is not alive.
            guard let stat = try? SmallFile.read("/proc/\(pid)/stat") else { return nil }
            return ProcessIdentity.startTicks(inStat: String(decoding: stat, as: UTF8.self))
        }
    }

    private static func currentName() throws -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else {
            throw FileError(.read, "the host's name", code: errno)
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
