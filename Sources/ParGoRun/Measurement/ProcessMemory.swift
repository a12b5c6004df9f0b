#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How much memory this process has had at most.
enum ProcessMemory {
    /// Bytes of the largest resident size so far.
    static func peak() -> Int {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return usage.ru_maxrss * 1024
    }
}
