import Expressions
import Foundation
import Sweep

/// Counts or streams a grid with one rule, and prints what it took as one JSON line.
///
/// `LanguageBenchmark count|stream ROWS`, where ROWS is a multiple of 100,000.
@main struct LanguageBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let rows = Int(arguments[2]), rows % 100_000 == 0, rows > 0 else {
            FileHandle.standardError.write(Data("usage: LanguageBenchmark count|stream ROWS\n".utf8))
            exit(64)
        }
        let spec = try grid(rows: rows)
        let began = ContinuousClock.now
        let trials = arguments[1] == "count" ? spec.expansion().survey().trials : stream(spec)
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        let peak = peakMegabytes().map { String($0) } ?? "null"
        print(
            #"{"tool": "sweep", "task": "\#(arguments[1])", "rows": \#(rows), "trials": \#(trials),"#,
            #""seconds": \#(seconds), "peak_mb": \#(peak)}"#
        )
    }

    /// Six axes, five of them of ten values.
    private static func grid(rows: Int) throws -> SweepSpec {
        let values = (0..<10).map(String.init).joined(separator: ", ")
        let first = (0..<rows / 100_000).map(String.init).joined(separator: ", ")
        let axes = ["b", "c", "d", "e", "f"].map { "  \($0): [\(values)]" }.joined(separator: "\n")
        let text = """
            sweep: grid
            trainer: {command: [train]}
            axes:
              a: [\(first)]
            \(axes)
            only_if: "b + c * d <= 60"
            """
        let reading = SpecReader { _ in Array(text.utf8) }.read("grid.yaml")
        guard let spec = reading.spec else { throw CocoaError(.fileReadCorruptFile) }
        return spec
    }

    /// Makes every trial and looks at one value of each.
    private static func stream(_ spec: SweepSpec) -> Int {
        var (trials, checksum) = (0, 0)
        for trial in spec.expansion() {
            trials += 1
            if case .int(let value)? = trial.assignments.last?.value { checksum &+= value }
        }
        // Read, so that no optimiser may leave the work out.
        return checksum == .min ? 0 : trials
    }

    /// The most memory that the process ever held.
    private static func peakMegabytes() -> Double? {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        return kilobytes.map { ($0 / 102.4).rounded() / 10 }
    }
}
