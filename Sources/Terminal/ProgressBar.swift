/// A bar with a count, a note and the time that is left, on one line.
public struct ProgressBar: Sendable {
    /// Work done, in trials, files or whatever `unit` says; fractions of a unit count.
    public var done: Double
    /// Work in all, in the same unit.
    public var total: Double
    /// What is counted, in the plural.
    public var unit: String
    /// Seconds since the work began.
    public var elapsed: Double
    /// The part of `done` that was there when the work began, and took none of its time.
    public var before: Double
    /// What is going on now.
    public var note: String

    /// A bar of this much work.
    public init(done: Double, total: Double, unit: String, elapsed: Double, before: Double = 0, note: String = "") {
        self.done = done
        self.total = total
        self.unit = unit
        self.elapsed = elapsed
        self.before = before
        self.note = note
    }

    /// Seconds to go if the rest takes as long as what was done; nil before anything was done.
    public var remaining: Double? {
        guard done > before, total > 0 else { return nil }
        return elapsed / (done - before) * max(0, total - done)
    }

    /// The line, at most `width` columns: the note gives way first, then the bar.
    public func line(width: Int) -> String {
        let fraction = total > 0 ? min(1, max(0, done / total)) : 0
        let count = "\(Int(done.rounded(.down)))/\(Int(total)) \(unit)"
        let time = remaining.map { done >= total ? "took \(DurationText.of(elapsed))" : "\(DurationText.of($0)) left" }
        let tail = [count, time, note.isEmpty ? nil : note].compactMap { $0 }.joined(separator: " · ")
        let cells = min(28, max(0, width - tail.count - 2))
        guard cells >= 8 else { return String(tail.prefix(width)) }
        return bar(fraction: fraction, cells: cells) + "  " + tail
    }

    private func bar(fraction: Double, cells: Int) -> String {
        let eighths = ["░", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let filled = fraction * Double(cells)
        let whole = Int(filled)
        guard whole < cells else { return String(repeating: "█", count: cells) }
        let part = eighths[Int((filled - Double(whole)) * 8)]
        return String(repeating: "█", count: whole) + part + String(repeating: "░", count: cells - whole - 1)
    }
}
