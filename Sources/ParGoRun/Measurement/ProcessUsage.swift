#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What this process has used so far, as the kernel counts it.
struct ProcessUsage {
    /// Bytes of the largest resident size.
    let peakMemory: Int
    /// Seconds of processor time, all threads together.
    let seconds: Double

    init() {
        var usage = rusage()
        let isKnown = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0
        peakMemory = isKnown ? usage.ru_maxrss * 1024 : 0
        let times = [usage.ru_utime, usage.ru_stime]
        seconds = times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    }
}
