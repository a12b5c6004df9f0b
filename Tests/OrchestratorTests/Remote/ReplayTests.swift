import Foundation
import Orchestrator
import RunLog
import Slurm
import Testing
import Tracker

/// Every job of a real cluster's recorded `sacct`: the state concluded from it is the one that the words mean.
@Suite struct ReplayTests {
    @Test func everyRecordedJobGetsItsState() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "SlurmTests/Samples/sacct.txt")
        let text = try String(contentsOf: file, encoding: .utf8)
        let listing = AccountingEntry.listing(Self.firstTable(text), separator: "|").entries
        #expect(listing.count > 20)
        let rules = Reconciliation(patience: Patience(secondsBetweenPolls: 60))
        var wrong: [String] = []
        for entry in listing {
            for isClaimed in [true, false] {
                var seen = Sightings.sighting(
                    .running,
                    claimedAt: isClaimed ? 8000 : nil,
                    heartbeat: 8001,
                    sentAt: 1000
                )
                seen.now = 4e9
                seen.farNow = 4e9
                seen.queue = .absent
                seen.accounts = .found(entry)
                let state = rules.verdict(on: seen).state
                if state != Self.expected(entry.state, isClaimed) {
                    wrong.append("\(entry.id) \(entry.state) \(state)")
                }
                seen.exit = ExitRecord(code: 0, reason: .finished, finishedAt: 9000)
                if rules.verdict(on: seen).state != .finished { wrong.append("\(entry.id): a result was not believed") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong)")
    }

    private static func expected(_ word: SlurmState, _ isClaimed: Bool) -> RunState {
        switch word {
        case .cancelled: .cancelled
        case .completed: isClaimed ? .lost : .failed
        case .nodeFail, .preempted: .crashed
        case .failed, .timeout, .outOfMemory: .failed
        // Accounts lag: alive there and unknown to the queue for longer than the deadline.
        default: .lost
        }
    }

    private static func firstTable(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let begin = lines.firstIndex(where: { $0.hasPrefix("JobID|") }) else { return "" }
        return lines[begin...].prefix { $0.contains("|") }.joined(separator: "\n")
    }
}
