import Foundation
import Orchestrator
import Terminal

/// Shows a submission to a person: a bar on a terminal, a line for each end everywhere.
final class SubmissionView {
    private let isQuiet: Bool
    private let sweep: String
    private let slots: Int
    private let began = Date()
    private var line: ProgressLine
    private var doneBefore = 0.0

    init(sweep: String, slots: Int, isQuiet: Bool) {
        self.sweep = sweep
        self.slots = slots
        self.isQuiet = isQuiet
        line = ProgressLine(quiet: isQuiet)
    }

    /// Shows one event.
    func show(_ event: SubmissionEvent) {
        guard !isQuiet else { return }
        switch event {
        case .surveyed(let finished, let alive, let ended, let new):
            doneBefore = Double(finished)
            line.say(overview(finished: finished, alive: alive, ended: ended, new: new))
        case .started(let title, let attempt, let adopted):
            if adopted { line.say("· \(title) still runs (attempt \(attempt)) and is watched from here on") }
        case .ended(let title, let outcome, let seconds, let logTail):
            line.say(end(title, outcome, seconds))
            for text in logTail { line.say("    │ \(text)") }
        case .progress(let done, let total, let running):
            line.draw(bar(done: done, total: total, running: running))
        case .stopping(let running):
            line.say("Stopping \(running) running; press Ctrl-C again to insist")
        }
    }

    /// Shows what came of it and what to do next.
    func finish(_ summary: SubmissionSummary, command: String) {
        line.clear()
        guard !isQuiet else { return }
        let time = DurationText.of(Date().timeIntervalSince(began))
        var parts = ["\(summary.finished) finished"]
        if summary.stoppedEarly > 0 { parts.append("\(summary.stoppedEarly) stopped early") }
        if summary.failed > 0 { parts.append("\(summary.failed) failed") }
        if summary.blocked > 0 { parts.append("\(summary.blocked) blocked by a failure") }
        if summary.stopped > 0 { parts.append("\(summary.stopped) stopped or not started") }
        line.say("\(sweep): \(parts.joined(separator: " · ")) after \(time)")
        if summary.wasInterrupted {
            line.say("Stopped. What finished is kept; to go on:\n  \(command)")
        } else if summary.failed > 0 {
            line.say("To see why: tracker list runs --sweep \(sweep) · to try those again: \(command)")
        }
    }

    private func overview(finished: Int, alive: Int, ended: Int, new: Int) -> String {
        var parts: [String] = []
        if finished > 0 { parts.append("\(finished) done before") }
        if alive > 0 { parts.append("\(alive) still running") }
        if ended > 0 { parts.append("\(ended) to run again") }
        if new > 0 { parts.append("\(new) to run") }
        if parts.isEmpty { parts.append("trials are chosen one by one") }
        return "\(sweep): " + parts.joined(separator: " · ") + " · \(slots) at a time"
    }

    private func end(_ title: String, _ outcome: RunOutcome, _ seconds: Double) -> String {
        let time = DurationText.of(seconds)
        switch outcome {
        case .finished: return "✓ \(title) · \(time)"
        case .failed(let evidence): return "✗ \(title) failed after \(time): \(evidence)"
        case .cancelled: return "– \(title) stopped after \(time)"
        case .stoppedEarly(let evidence): return "– \(title) \(evidence) · \(time)"
        }
    }

    private func bar(done: Double, total: Int, running: Int) -> ProgressBar {
        // What was done before took none of this submission's time, so the rate is measured without it.
        ProgressBar(
            done: done,
            total: Double(total),
            unit: "runs",
            elapsed: Date().timeIntervalSince(began),
            before: doneBefore,
            note: "\(running) running"
        )
    }
}
