import Foundation
import Glibc
import RunLog
import TestSupport
import Testing

/// `sweep reproduce` and `tracker report`, with a trainer in a few lines of shell whose results are known.
@Suite(.serialized) struct ReproductionTests {
    /// Logs a score of ten times the width and a little of the seed; about a fifth of a second a run.
    private static let trainer = """
        run=$1
        width=$(sed -n 's/.*"width": *\\([0-9]*\\).*/\\1/p' "$run/config.json")
        seed=$(sed -n 's/.*"seed": *\\([0-9]*\\).*/\\1/p' "$run/config.json")
        sleep 0.2
        noise=$(( (seed * 7 + seed * seed * width) % 4 ))
        printf '{"step":1,"time":%s,"values":{"score":%d}}\\n' "$(date +%s)" $((width * 10 + seed + noise)) >>"$run/metrics.jsonl"
        """

    private static let spec = """
        sweep: widths
        trainer: {command: [sh, trainer.sh, "{run}"], code: [trainer.sh]}
        axes: {width: [1, 2, 7]}
        seeds: 3
        expect: widths-table.yaml
        """

    private static let table = """
        table: widths
        paper: a paper
        metric: {name: score, better: higher}
        comparable: relative
        seeds: {min: 3, max: 5}
        get: table 1
        rows:
          narrow: {where: {width: 1}}
          middle: {where: {width: 2}}
          wide:   {where: {width: 7}}
        claims:
          wide: {test: wide beats narrow}
          same: {test: narrow equivalent to middle within 12}
        """

    private func lab(_ folder: URL, table: String = table) throws -> ShellLab {
        let lab = try ShellLab(folder, widths: [1])
        for (name, text) in [("trainer.sh", Self.trainer), ("spec.yaml", Self.spec), ("widths-table.yaml", table)] {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        return lab
    }

    private func attempts(_ folder: URL) -> [RunDirectory] {
        let runs = folder.appending(path: "lab/runs/widths")
        let list = { (url: URL) in
            (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? []
        }
        return list(runs).flatMap(list).map { RunDirectory($0.path(percentEncoded: false)) }
    }

    @Test func givesAVerdictAClaimAndSeedsWhereTheyAreWanted() throws {
        try withTemporaryFolder { folder in
            let lab = try lab(folder)
            let result = try lab.sweep.run("reproduce", "spec.yaml", "--slots", "4", "--format", "json")
            let report = try JSONValue(parsing: result.output)
            #expect(report["exit_code"] == .int(Int64(result.code)), "\(result.errors)")
            guard case .array(let claims)? = report["claims"] else {
                Issue.record("no claims: \(result.output)\(result.errors)")
                return
            }
            #expect(claims.compactMap { $0["verdict"]?.stringValue }.count == 2)
            #expect(claims[0]["verdict"] == .string("REPRODUCED"), "\(result.output)")
            #expect(result.errors.contains("more seeds: "))

            // The same from the lab alone, and nothing runs a second time.
            let count = attempts(folder).count
            let again = try lab.tracker.run("report", "widths-table.yaml", "--format", "json")
            #expect(again.output == result.output && again.code == result.code, "\(again.errors)")
            let third = try lab.sweep.run("reproduce", "spec.yaml", "--slots", "4", "--format", "json")
            #expect(third.output == result.output)
            #expect(attempts(folder).count == count)
        }
    }

    /// Killed at different moments and started again: it ends with the verdicts that it would have had.
    @Test(arguments: [1, 6, 10])
    func aKilledReproductionGoesOn(afterRuns wanted: Int) throws {
        let whole = try withTemporaryFolder { folder in
            try lab(folder).sweep.run("reproduce", "spec.yaml", "--slots", "4", "--format", "json")
        }
        try withTemporaryFolder { folder in
            let lab = try lab(folder)
            let victim = try lab.sweep.start(["reproduce", "spec.yaml", "--slots", "2", "--format", "json"])
            try waitUntil { attempts(folder).count { (try? ExitRecord.read(from: $0)) != nil } >= wanted }
            kill(victim.pid, SIGKILL)
            #expect(try victim.finish().code == 128 + SIGKILL)

            let again = try lab.sweep.run("reproduce", "spec.yaml", "--slots", "4", "--format", "json")
            #expect(again.code == whole.code, "\(again.errors)")
            #expect(Self.verdicts(again.output) == Self.verdicts(whole.output))
            let finished = try attempts(folder).filter { try ExitRecord.read(from: $0)?.state == .finished }
            #expect(
                finished.count == Set(finished.map { URL(fileURLWithPath: $0.path).deletingLastPathComponent() }).count
            )
        }
    }

    private static func verdicts(_ output: String) -> [String] {
        guard case .array(let claims)? = (try? JSONValue(parsing: output))?["claims"] else { return [] }
        return claims.map { "\($0["verdict"]?.text ?? "") \($0["estimate"]?.text ?? "") \($0["size"]?.text ?? "")" }
    }

    @Test(arguments: [
        ("wide beats narrow", "wide beats narow", "widths-table.yaml:12:16: error: the table has no row 'narow'"),
        ("width: 7", "width: 8", "widths-table.yaml:10:3: error: row 'wide' matches no trial of the sweep 'widths'"),
        ("{width: 7}", "{seeds: 3}", "row 'wide' asks for 'seeds', which the sweep 'widths' does not set"),
        ("relative", "relative\ntolerance: 4", "'tolerance' compares values themselves"),
    ])
    func aWrongTableStartsNothing(_ part: String, _ mistake: String, _ message: String) throws {
        try withTemporaryFolder { folder in
            let lab = try lab(folder, table: Self.table.replacing(part, with: mistake))
            let result = try lab.sweep.run("reproduce", "spec.yaml")
            #expect(result.code == 65)
            #expect(result.errors.contains(message), "\(result.errors)")
            #expect(attempts(folder).isEmpty)
        }
    }

    @Test func reportsOfNothingSaySo() throws {
        try withTemporaryFolder { folder in
            let lab = try lab(folder)
            let before = try lab.tracker.run("report", "widths-table.yaml")
            #expect(before.code == 2 && before.errors.contains("No runs yet"), "\(before.errors)")
            let other = try lab.sweep.run("submit", "shell.yaml")
            #expect(other.code == 0, "\(other.errors)")
            let wrong = try lab.tracker.run("report", "widths-table.yaml", "--sweep", "shel")
            #expect(wrong.code == 64 && wrong.errors.contains("Did you mean 'shell'"), "\(wrong.errors)")
        }
    }

    @Test func theDryRunStartsNothing() throws {
        try withTemporaryFolder { folder in
            let result = try lab(folder).sweep.run("reproduce", "spec.yaml", "--dry-run")
            #expect(result.code == 0)
            #expect(result.output.contains("first 9 jobs, 3 seeds a row (0 done); at most 15, 5 seeds a row"))
            #expect(attempts(folder).isEmpty)
        }
    }
}
