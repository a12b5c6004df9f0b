import Foundation
import RunLog
import TestSupport

/// A folder with a trainer in shell whose loss depends on its `x`, and a sweep that searches for the best one.
struct SearchLab {
    let folder: URL

    /// Logs so many steps of `(x - 0.3)^2 + 0.01 / step`.
    private static func trainer(steps: Int, pause: Double) -> String {
        """
        run=$1
        x=$(sed -n 's/.*"x": *\\([0-9.e-]*\\).*/\\1/p' "$run/config.json")
        step=0
        while [ $step -lt \(steps) ]; do
            step=$((step + 1))
            loss=$(awk -v x="$x" -v step=$step 'BEGIN { printf "%.9f", (x - 0.3) ^ 2 + 0.01 / step }')
            printf '{"step":%d,"time":%s,"values":{"loss":%s}}\\n' $step "$(date +%s)" "$loss" >>"$run/metrics.jsonl"
            sleep \(pause)
        done

        """
    }

    init(_ folder: URL, search: String, steps: Int = 3, pause: Double = 0.02) throws {
        self.folder = folder
        try Self.trainer(steps: steps, pause: pause)
            .write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
        let spec = """
            sweep: search
            trainer: {command: [sh, trainer.sh, "{run}"], code: [trainer.sh]}
            metric: loss
            goal: min
            axes:
              x: {uniform: [0, 1]}
              kind: [a, b, c]
            exclude: [{kind: b}]
            \(search)

            """
        try spec.write(to: folder.appending(path: "search.yaml"), atomically: true, encoding: .utf8)
    }

    /// `sweep`, run in this folder.
    var sweep: Program { Program("sweep", in: folder) }

    /// The states of all attempts that have ended, and of those that have not nil.
    func states() throws -> [RunState?] {
        try attempts().map { try ExitRecord.read(from: $0)?.state }
    }

    /// The last loss of each trial that logged one, in the order of the trials.
    func losses() throws -> [Double] {
        let sql = """
            SELECT trial.number, summary.last FROM trial JOIN run ON run.trial_id = trial.id
            JOIN summary ON summary.run_id = run.id JOIN metric ON metric.id = summary.metric_id
            WHERE metric.name = 'loss' ORDER BY trial.number
            """
        let result = try Program("tracker", in: folder).run("sql", sql, "--format", "csv")
        return result.output.split(separator: "\n").dropFirst()
            .compactMap { line in line.split(separator: ",").last.flatMap { Double($0) } }
    }

    /// The folders of all attempts of all trials.
    func attempts() -> [RunDirectory] {
        let runs = folder.appending(path: "lab/runs/search")
        return folders(in: runs).flatMap { folders(in: $0) }.map { RunDirectory($0.path(percentEncoded: false)) }
    }

    private func folders(in url: URL) -> [URL] {
        // A folder that is not there yet holds none.
        (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? []
    }
}
