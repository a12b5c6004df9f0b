import Foundation
import Orchestrator
import RunLog
import Sweep
import Tracker

extension LoadedSpec {
    /// Reads a spec's expected table and holds its rows against the spec's trials; nil when it names none.
    ///
    /// A search that chooses its trials as it goes has no rows to hold it against.
    ///
    /// - Throws: `CommandFailure` with code 65 and everything that is wrong.
    static func expected(of spec: SweepSpec, plan: Plan, isQuiet: Bool) throws -> ExpectedReading? {
        guard let path = spec.expect else { return nil }
        let reading = ExpectedReader(schema: spec.schema, loader: SpecFiles.bytes).read(path)
        let report = DiagnosticReport(sources: reading.sources, isQuiet: isQuiet)
        guard let table = reading.table else { throw report.failure(reading.diagnostics) }
        guard spec.search.method == .grid else { return reading }
        let problems = ReproductionPlan.problems(of: table, in: plan, sweep: spec.name)
        guard problems.isEmpty else { throw report.failure(problems) }
        return reading
    }

    /// Registers the sweep as its file stands now, and with it what is expected of it, before anything of it has run.
    ///
    /// - Throws: `StoreError`.
    func register(in store: Store) throws {
        let record = SweepRecord(name: spec.name, specPath: options.spec, spec: text, createdAt: Date())
        try store.register(sweep: record)
        guard let expected, let path = spec.expect else { return }
        try store.keep(expectation: expected.text, path: path, sweep: spec.name, at: Date())
    }
}
