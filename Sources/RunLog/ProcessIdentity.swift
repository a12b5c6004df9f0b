import Glibc

/// A process, named so that a reused process number is never taken for it.
public struct ProcessIdentity: Hashable, Sendable {
    /// The machine's name.
    public let host: String
    /// The kernel's random number for the time since the machine was started: `/proc/sys/kernel/random/boot_id`.
    public let bootID: String
    /// The process number.
    public let pid: Int32
    /// When the process was started, in clock ticks since boot: field 22 of `/proc/PID/stat`.
    public let startTicks: UInt64

    /// A process known from elsewhere, such as from a claim.
    public init(host: String, bootID: String, pid: Int32, startTicks: UInt64) {
        self.host = host
        self.bootID = bootID
        self.pid = pid
        self.startTicks = startTicks
    }

    /// This process.
    ///
    /// - Throws: ``FileError`` when `/proc` cannot be read.
    public static func current() throws -> ProcessIdentity {
        let host = try Machine.current()
        let pid = getpid()
        guard let ticks = host.startTicks(pid) else { throw FileError(.read, "/proc/\(pid)/stat", code: ENOENT) }
        return ProcessIdentity(host: host.name, bootID: host.bootID, pid: pid, startTicks: ticks)
    }

    /// Field 22 of a line of `/proc/PID/stat`; nil for a process that has ended and waits to be collected.
    ///
    /// The second field, the program's name, may hold spaces and brackets: fields are counted after the last bracket.
    static func startTicks(inStat line: String) -> UInt64? {
        guard let bracket = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: bracket)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }
}
