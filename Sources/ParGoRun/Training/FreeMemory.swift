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

/// How much memory this process may still take: what the machine has free, and what its limits leave it of that.
///
/// Looked at are the control groups that a batch system puts a job in, from the process's own up to the root, and the limit of
/// the address space (`ulimit -v`).
struct FreeMemory {
    /// Bytes; nil where nothing says.
    let bytes: Int?

    /// What OpenBLAS's buffers and the allocator's arenas take of the address space for each thread, hardly any of it memory.
    ///
    /// OpenBLAS waits for ever for address space that is not there, so it has to be foreseen.
    private static let reserved = 448 << 20

    /// As it is now, for a process that is to work on so many threads.
    init(threads: Int = 1) {
        let space = Self.addressSpace().map { max(0, $0 - Self.program - threads * Self.reserved) }
        bytes = ([Self.machine(), space] + Self.groups()).compactMap(\.self).min()
    }

    /// What the kernel says could be had without swapping.
    private static func machine() -> Int? {
        number(after: "MemAvailable:", in: "/proc/meminfo").map { $0 * 1024 }
    }

    /// What the program and its libraries take of the address space.
    private static let program = 192 << 20

    /// The limit of the address space, where there is one.
    ///
    /// Not less what is taken of it now: how much that is changes while OpenBLAS's threads start.
    private static func addressSpace() -> Int? {
        var limit = rlimit()
        let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0
        return isKnown && limit.rlim_cur < UInt64(Int.max) ? Int(limit.rlim_cur) : nil
    }

    /// What each control group around this process leaves it; a group without a limit says nothing.
    private static func groups() -> [Int?] {
        let lines = (text("/proc/self/cgroup") ?? "").split(separator: "\n")
        return lines.flatMap { line -> [Int?] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else {
                return []
            }
            let isSecond = parts[1].isEmpty
            let root = isSecond ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
            return ancestors(String(parts[2])).map { left(in: root + $0, isSecond: isSecond) }
        }
    }

    /// A group's path and those above it, as `/a/b`, `/a` and nothing.
    private static func ancestors(_ path: String) -> [String] {
        let names = path.split(separator: "/")
        return (0...names.count).reversed().map { names.prefix($0).map { "/\($0)" }.joined() }
    }

    /// The limit less what is taken; files that are read again when asked for are not.
    private static func left(in group: String, isSecond: Bool) -> Int? {
        let names = isSecond ? ("memory.max", "memory.current") : ("memory.limit_in_bytes", "memory.usage_in_bytes")
        // Absent, the word `max`, or a number near 2^63 where nothing is limited.
        guard let limit = whole("\(group)/\(names.0)"), limit < 1 << 60 else { return nil }
        let statistics = "\(group)/memory.stat"
        let files = number(after: isSecond ? "file" : "total_cache", in: statistics) ?? 0
        let shared = number(after: isSecond ? "shmem" : "total_shmem", in: statistics) ?? 0
        return max(0, limit - (whole("\(group)/\(names.1)") ?? 0) + max(0, files - shared))
    }

    private static func whole(_ path: String) -> Int? {
        text(path).flatMap { Int($0.split(separator: "\n").first ?? "") }
    }

    private static func number(after name: String, in path: String) -> Int? {
        let line = (text(path) ?? "").split(separator: "\n").first { $0.split(separator: " ").first == name[...] }
        return line.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
    }

    /// A file of the kernel's, nil where this kernel has none of that name.
    private static func text(_ path: String) -> String? { try? DiskFile.text(URL(filePath: path)) }
}
