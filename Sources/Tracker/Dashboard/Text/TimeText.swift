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

    /// A `<time>` that shows `2026-03-01 12:00 UTC`; the script turns it into the reader's own time.
    package static func element(_ date: Date?) -> HTML {
        // Dates outside these centuries are a broken clock's; formatting them could trap.
        guard let date, (-1e11...2.5e11).contains(date.timeIntervalSince1970) else { return "–" }
        let stamp = date.formatted(.iso8601)
        let text = stamp.prefix(16).replacing("T", with: " ")
        return HTML(.time, [HTMLAttribute("datetime", stamp)], "\(text) UTC")
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
