import Orchestrator
import RunLog
import Tracker

/// A sweep that was submitted from this lab, after a look at every cluster that may have news of it.
struct FreshSweep {
    /// The lab's store, which has what was seen.
    let store: Store
    /// This machine.
    let machine: Machine
    /// The sweep's name.
    let name: String

    /// Finds the sweep and looks; a cluster that cannot be reached leaves its runs as they were, which is said.
    ///
    /// - Parameters:
    ///   - selection: What names the sweep.
    ///   - clusters: Where clusters are described.
    ///   - options: Which lab.
    ///   - rpc: Whether what was asked of the clusters is printed.
    /// - Throws: `CommandFailure` for a lab or a sweep that is not there, `StoreError`, and what says that a cluster is not
    ///   described anywhere.
    init(
        _ selection: SweepSelection,
        clusters: ClusterOptions,
        options: LabOptions,
        rpc: Bool = false
    ) async throws {
        store = try options.openStore()
        machine = try Machine.current()
        name = try KnownSweep(selection.sweep, in: store).name
        try await ClusterLooks(clusters: clusters, options: options, store: store, machine: machine, rpc: rpc)
            .look(at: name)
        try ingest()
    }

    /// Takes what is new in the run directories into the store.
    ///
    /// - Throws: `StoreError`.
    func ingest() throws { _ = try Ingester(store, machine: machine).ingest() }
}
