/// How lengths of time are told to people.
public enum DurationText {
    /// The two largest units that say something: `0.4s`, `42s`, `3m10s`, `2h05m`, `3d04h`.
    public static func of(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        if seconds < 9.95 {
            let tenths = Int((seconds * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
        }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole)s"
        case ..<3600: return "\(whole / 60)m\(padded(whole % 60))s"
        case ..<86400: return "\(whole / 3600)h\(padded(whole / 60 % 60))m"
        default: return "\(whole / 86400)d\(padded(whole / 3600 % 24))h"
        }
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
