import Foundation
import Orchestrator
import RunLog
import Slurm
import Testing
import Tracker

/// Every job in everything that a real cluster's `sacct` was recorded to say: the state concluded from it is the one that
/// the words mean.
@Suite struct ReplayTests {
    @Test func everyRecordedJobGetsItsState() throws {
        let tables = try Self.tables()
        #expect(tables.count >= 5)
        let listing = tables.flatMap { AccountingEntry.listing($0, separator: "|").entries }
        #expect(listing.count > 45)
        #expect(Set(listing.map(\.state)).isSuperset(of: [.completed, .failed, .timeout, .running]))
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

    /// All tables of the recorded files that `sacct` printed with bars: from a line of names to the first without a bar.
    private static func tables() throws -> [String] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "SlurmTests/Samples")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".txt") }
        return try files.sorted()
            .flatMap { file in
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                return lines.indices.filter { lines[$0].hasPrefix("JobID|") && lines[$0].contains("State") }
                    .map { lines[$0...].prefix { $0.contains("|") }.joined(separator: "\n") }
            }
    }
}
