package import RunLog

/// How many runs are in a state.
package struct StateCount: Hashable, Sendable {
    package let state: RunState
    package let count: Int

    /// The order in which progress reads: what is done, what moves, what waits, what went wrong.
    private static let order: [RunState] = [
        .finished, .running, .queued, .submitting, .created, .failed, .crashed, .lost, .cancelled,
    ]

    /// The states that any of the runs is in.
    package static func counts(of runs: some Sequence<Run>) -> [StateCount] {
        let counts = Dictionary(runs.map { ($0.state, 1) }, uniquingKeysWith: +)
        return order.compactMap { state in counts[state].map { StateCount(state: state, count: $0) } }
    }

    /// A state's place among the others when a table is sorted by it.
    package static func rank(of state: RunState) -> Int {
        order.firstIndex(of: state) ?? order.count
    }
}
