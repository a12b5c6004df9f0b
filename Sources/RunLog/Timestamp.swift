import Glibc

/// Points in time as the run directory writes them and as evidence words them.
public enum Timestamp {
    /// The time now, in seconds since 1970.
    public static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Such as `2026-11-23 06:37:55 UTC`.
    public static func text(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e11 else { return "an unknown time" }
        var whole = time_t(seconds.rounded(.down))
        var parts = tm()
        gmtime_r(&whole, &parts)
        let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return "\(date) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)) UTC"
    }

    /// A length of time for a person: `42s`, `3m10s`, `2h05m`, `3d04h`.
    public static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e11 else { return "?" }
        let whole = Int(max(0, seconds).rounded())
        let (minutes, hours) = (whole / 60, whole / 3600)
        if whole < 60 { return "\(whole)s" }
        if hours < 1 { return "\(minutes)m\(padded(Int32(whole % 60)))s" }
        if hours < 24 { return "\(hours)h\(padded(Int32(minutes % 60)))m" }
        return "\(hours / 24)d\(padded(Int32(hours % 24)))h"
    }

    /// Seconds with three decimals and no exponent: `1763873000.123`.
    static func decimal(_ seconds: Double) -> String {
        let milliseconds = Int64((seconds * 1000).rounded())
        let fraction = String(abs(milliseconds % 1000))
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    private static func padded(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
