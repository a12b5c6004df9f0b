import Foundation
import Tracker

/// A sweep that was submitted from a lab, found by its name or its file.
struct KnownSweep {
    /// Its name.
    let name: String

    /// The sweep of that name, or the one that was submitted from that file.
    ///
    /// - Throws: `CommandFailure` with the names that there are.
    init(_ text: String, in store: Store) throws {
        let sweeps = try store.sweeps()
        let file = URL(fileURLWithPath: text).lastPathComponent
        if let found = sweeps.first(where: { $0.sweep.name == text }) {
            name = found.sweep.name
            return
        }
        let fromFile = sweeps.first { overview in
            overview.sweep.specPath.map { URL(fileURLWithPath: $0).lastPathComponent } == file
        }
        if let fromFile {
            name = fromFile.sweep.name
            return
        }
        let names = sweeps.map(\.sweep.name).joined(separator: ", ")
        throw CommandFailure(
            code: 64,
            text: "error: no sweep '\(text)' was submitted from this lab"
                + (names.isEmpty ? "." : "; it knows \(names).")
        )
    }
}
