import Foundation
import RunLog
import Terminal

/// Draws how far sweeps are: bars in place on a terminal, a line for each change elsewhere.
struct WatchView {
    private let isTerminal: Bool
    private let width: Int
    private let format: OutputFormat
    private let output: FileHandle
    private var drawn = 0
    private var last: [SweepProgress] = []
    private var first: [String: (done: Double, at: Double)] = [:]

    init(format: OutputFormat, traits: OutputTraits, output: FileHandle = .standardOutput) {
        self.format = format
        self.output = output
        isTerminal = format == .table && traits.width != nil
        width = traits.width ?? 100
    }

    /// Shows the present state, where it is another than before.
    mutating func show(_ all: [SweepProgress], at now: Double) {
        if format == .json {
            for progress in all where !last.contains(progress) { write(progress.json(at: now) + "\n") }
        } else if isTerminal {
            var lines: [String] = []
            for progress in all { lines += self.lines(progress, now) }
            write((drawn > 0 ? "\u{1B}[\(drawn)A" : "") + lines.map { "\u{1B}[2K\($0)\n" }.joined())
            // Lines of a place that is gone stay as they were.
            drawn = max(drawn, lines.count)
        } else {
            for progress in all where !last.contains(progress) {
                for line in lines(progress, now) { write(line + "\n") }
            }
        }
        last = all
    }

    private mutating func lines(_ progress: SweepProgress, _ now: Double) -> [String] {
        progress.places.map { place in
            let id = "\(progress.sweep) \(place.name)"
            if first[id] == nil { first[id] = (place.done, now) }
            let began = first[id] ?? (0, now)
            let bar = ProgressBar(
                done: place.done,
                total: Double(place.total),
                unit: "runs",
                elapsed: now - began.at,
                before: began.done,
                note: Self.states(place)
            )
            let head = "\(progress.sweep) on \(place.name)  "
            return head + bar.line(width: max(20, width - head.count - 1))
        } + [tail(progress)].compactMap(\.self)
    }

    private func tail(_ progress: SweepProgress) -> String? {
        var parts: [String] = []
        if progress.notStarted > 0 { parts.append("\(progress.notStarted) trials not started") }
        let used = (progress.gpuHours * 100).rounded() / 100
        if let budget = progress.budget {
            parts.append("\(used) of \(NumberText.measured(budget)) GPU-hours used")
        } else if progress.gpuHours > 0 {
            parts.append("\(used) GPU-hours used")
        }
        return parts.isEmpty ? nil : "\(progress.sweep): " + parts.joined(separator: " · ")
    }

    private static func states(_ place: SweepProgress.Place) -> String {
        RunState.allCases.compactMap { state in place.counts[state].map { "\($0) \(state.rawValue)" } }
            .joined(separator: ", ")
    }

    private func write(_ text: String) {
        output.write(Data(text.utf8))
    }
}
