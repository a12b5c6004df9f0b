package import Foundation

/// Moments and spans of time for a reader, in UTC: a page is the same wherever it was written.
package enum TimeText {
    /// `1 h 02 min`, `3 min 05 s`, `12 s`, `2 d 04 h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "" }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(twoDigits(whole % 60)) s"
        case ..<86_400: return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) min"
        default: return "\(whole / 86_400) d \(twoDigits(whole % 86_400 / 3600)) h"
        }
    }

    /// `2026-03-01 12:00 UTC`; `–` for a broken clock's date, whose formatting could trap.
    package static func minute(_ date: Date) -> String {
        guard isSound(date) else { return "–" }
        return "\(date.formatted(.iso8601).prefix(16).replacing("T", with: " ")) UTC"
    }

    /// A `<time>` that shows `2026-03-01 12:00 UTC`; the script turns it into the reader's own time.
    package static func element(_ date: Date?) -> HTML {
        guard let date, isSound(date) else { return "–" }
        return HTML(.time, [HTMLAttribute("datetime", date.formatted(.iso8601))], .text(minute(date)))
    }

    /// Dates outside these centuries are a broken clock's.
    private static func isSound(_ date: Date) -> Bool {
        (-1e11...2.5e11).contains(date.timeIntervalSince1970)
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
