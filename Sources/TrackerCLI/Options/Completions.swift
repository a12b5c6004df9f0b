import ArgumentParser
import Tracker

/// Names that a shell can complete: those of the lab in which the line is typed, as it was last looked at.
extension CompletionKind {
    /// Sweeps.
    static var sweeps: CompletionKind { names { try $0.sweeps().map(\.sweep.name) } }

    /// Metrics.
    static var metrics: CompletionKind { names { try $0.metricNames() } }

    /// Tags.
    static var tags: CompletionKind { names { try $0.tags().map(\.name) } }

    /// Ids and keys of runs.
    static var runs: CompletionKind {
        names { store in try store.runs(RunQuery(limit: 1000)).flatMap { [String($0.id), $0.key] } }
    }

    /// Nothing is completed where there is no store or it cannot be read: a shell has nowhere to show an error.
    private static func names(_ list: @escaping @Sendable (Store) throws -> [String]) -> CompletionKind {
        .custom { words, _, _ in
            let flag = words.firstIndex(of: "--lab").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
            guard let store = try? Store(readingFrom: LabOptions.location(flag: flag)) else { return [] }
            return (try? list(store)) ?? []
        }
    }
}
