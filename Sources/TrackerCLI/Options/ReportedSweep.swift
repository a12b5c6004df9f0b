import Expressions
import Foundation
import Sweep
import Tracker

/// Which sweep of a lab an expected table is held against.
struct ReportedSweep {
    let name: String

    /// What `--sweep` says, else the table, else the one sweep that was submitted with this table, or the lab's only one.
    ///
    /// - Throws: `StoreError` when that is none or several.
    init(_ store: Store, table: ExpectedTable, named given: String?) throws {
        let sweeps = try store.sweeps().map(\.sweep)
        let names = sweeps.map(\.name)
        if let given = given ?? table.sweep {
            guard names.contains(given) else {
                let meant = Spelling.nearest(to: given, among: names).map { [$0] } ?? []
                throw StoreError.unknown(kind: .sweep, name: given, suggestions: meant)
            }
            name = given
            return
        }
        let file = URL(fileURLWithPath: table.path).lastPathComponent
        let kept = try store.expectations().compactMap { $0.versions.first }.filter { $0.name == file }.map(\.sweep)
        let candidates = kept.isEmpty ? names : kept
        guard candidates.count == 1 else {
            throw SweepChoiceError(table: table.path, candidates: candidates)
        }
        name = candidates[0]
    }
}

/// It cannot be told which sweep a table is about.
struct SweepChoiceError: Error, CustomStringConvertible {
    let table: String
    let candidates: [String]

    var description: String {
        candidates.isEmpty
            ? "the lab has no sweep yet to hold \(table) against; `sweep reproduce SPEC` runs one"
            : "which sweep is \(table) about? Add --sweep and one of \(candidates.joined(separator: ", "))"
    }
}
