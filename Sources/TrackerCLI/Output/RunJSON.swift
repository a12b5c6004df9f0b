import Foundation
import RunLog
import Tracker

/// Runs as JSON: an interface, whose keys stay.
///
/// A run is an object with `id`, `sweep`, `key`, `attempt`, `stage`, `trial`, `state`, `evidence`, `host`,
/// `created_at`, `started_at`, `finished_at`, `duration` (times in seconds since 1970, lengths in seconds),
/// `directory`, `params` (dotted path to value) and `metrics` (name to `last`, `last_step`, `min`, `min_step`, `max`,
/// `max_step`, `count`), `tags`, `notes`, `cluster` (null for this machine) and `archived_at`. What is not known is `null`. NaN and infinities are the strings `"NaN"`, `"Infinity"` and
/// `"-Infinity"`. Keys are only ever added.
enum RunJSON {
    /// A run with all that is known of it.
    static func object(_ run: Run, now: Double) -> JSONValue {
        .object([
            .init("id", .int(run.id)),
            .init("sweep", run.sweep.isEmpty ? .null : .string(run.sweep)),
            .init("key", .string(run.key)),
            .init("attempt", .int(Int64(run.attempt))),
            .init("stage", .string(run.stage)),
            .init("trial", run.trial.map { .int(Int64($0)) } ?? .null),
            .init("state", .string(run.state.rawValue)),
            .init("evidence", .string(run.evidence)),
            .init("host", run.host.map { .string($0) } ?? .null),
            .init("created_at", RunColumn.created.value(of: run, now: now) ?? .null),
            .init("started_at", RunColumn.started.value(of: run, now: now) ?? .null),
            .init("finished_at", RunColumn.finished.value(of: run, now: now) ?? .null),
            .init("duration", RunColumn.duration.value(of: run, now: now) ?? .null),
            .init("directory", .string(run.directory)),
            .init("params", parameters(run)),
            .init("metrics", metrics(run)),
            .init("tags", .array(run.tags.map { .string($0) })),
            .init("notes", .array(run.notes.map { .string($0) })),
            .init("cluster", run.cluster.map { .string($0) } ?? .null),
            .init("archived_at", run.archivedAt.map { .double($0.timeIntervalSince1970) } ?? .null),
        ])
    }

    /// A run as an object of some columns under the names that they have on the command line.
    static func object(_ run: Run, columns: [RunColumn], now: Double) -> JSONValue {
        .object(columns.map { .init($0.name, $0.value(of: run, now: now) ?? .null) })
    }

    private static func parameters(_ run: Run) -> JSONValue {
        .object(run.parameters.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) })
    }

    private static func metrics(_ run: Run) -> JSONValue {
        .object(run.summaries.sorted { $0.key < $1.key }.map { .init($0.key, summary($0.value)) })
    }

    private static func summary(_ summary: MetricSummary) -> JSONValue {
        .object([
            .init("last", .double(summary.last)),
            .init("last_step", .int(summary.lastStep)),
            .init("min", summary.min.map { .double($0) } ?? .null),
            .init("min_step", summary.minStep.map { .int($0) } ?? .null),
            .init("max", summary.max.map { .double($0) } ?? .null),
            .init("max_step", summary.maxStep.map { .int($0) } ?? .null),
            .init("count", .int(Int64(summary.count))),
        ])
    }
}
