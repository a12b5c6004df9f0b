import Foundation
import TestSupport
import Testing

/// What it costs the released `tracker` to build a site of long runs.
struct BuildBudgetTests {
    private static let isReleased = ProcessInfo.processInfo.environment["PARGO_LAB_PROGRAMS"] != nil
    private static let runs = 100
    private static let points = 10_000
    /// Five seconds on two cores for ten times as many runs, and three times that for a busy machine.
    private static let most = 5.0 * 2 / 10 * 3

    @Test(.enabled(if: isReleased, "NOT MEASURED: PARGO_LAB_PROGRAMS names no released programs"))
    func aSiteOfLongRunsIsBuiltInTime() throws {
        try withTemporaryFolder { folder in
            try Self.makeLab(in: folder)
            let tracker = Program("tracker", in: folder)
            #expect(try tracker.run("list", "sweeps", "--lab", "lab").code == 0)
            // Time of the processor and not of the clock, as the shell counts it for what it ran.
            let shell = Program("/bin/sh", in: folder)
            let command =
                "'\(Program.folder.appending(path: "tracker").path)' dashboard build --lab lab --output site >/dev/null && times"
            let built = try shell.run("-c", command)
            #expect(built.code == 0, "\(built.errors)")
            let children = try #require(built.output.split(separator: "\n").last)
            let seconds = children.matches(of: /(\d+)m([\d.]+)s/)
                .compactMap { match in
                    Double(match.1).flatMap { minutes in Double(match.2).map { minutes * 60 + $0 } }
                }
            #expect(seconds.count == 2)
            let spent = seconds.reduce(0, +)
            print("a site of \(Self.runs) runs of \(Self.points) points: \(spent) s of processor time")
            #expect(spent > 0 && spent <= Self.most)
        }
    }

    private static func makeLab(in folder: URL) throws {
        let lines = (0..<points)
            .map { step in
                let value = 3 * exp(-Double(step) / 3000) + 0.05 * sin(Double(step * step % 1009))
                return WrittenRun.line(step, "train/loss", value)
            }
        for run in 0..<runs {
            try WrittenRun(folder, "long/trial\(run)/1", configuration: #"{"seed":\#(run)}"#, lines: lines).finish()
        }
    }
}
