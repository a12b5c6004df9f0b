import Foundation
public import RunLog
import Sweep

extension Reproduction {
    /// Everything about it, for programs.
    public var json: JSONValue {
        .object([
            .init("table", .string(table.title)), .init("paper", .string(table.paper)),
            .init("path", .string(table.path)), .init("sweep", .string(sweep)),
            .init("metric", .string(table.metric.name)),
            .init("better", .string(table.metric.better == .max ? "higher" : "lower")),
            .init("comparable", .string(table.comparability.rawValue)), .init("alpha", .double(table.alpha)),
            .init("exit_code", .int(Int64(report.exitCode))),
            .init("warnings", .array(warnings.map(JSONValue.string))),
            .init("expected", .array((history?.versions ?? []).map(Self.version))),
            .init("rows", .array(report.rows.map(row))), .init("claims", .array(report.claims.map(Self.claim))),
        ])
    }

    private static func version(_ version: Expectation) -> JSONValue {
        .object([
            .init("sha256", .string(version.digest)), .init("seen_at", .double(version.seenAt.timeIntervalSince1970)),
            .init("finished_runs_then", .int(Int64(version.results))),
        ])
    }

    private func row(_ row: RowSummary) -> JSONValue {
        let seeds = row.measurement.results.map { result in
            JSONValue.object([
                .init("seed", .int(Int64(result.seed))), .init("run", .string(result.run)),
                .init("value", Self.number(result.values[table.metric.name])),
            ])
        }
        return .object([
            .init("row", .string(row.row.id)), .init("label", .string(row.row.label)),
            .init("paper", Self.number(row.row.paper)), .init("source", .string(row.row.source)),
            .init("mean", Self.number(row.mean)), .init("interval", Self.interval(row.interval)),
            .init("delta", Self.number(row.delta)), .init("delta_interval", Self.interval(row.deltaInterval)),
            .init("paper_delta", Self.number(row.paperDelta)),
            .init("configurations", .int(Int64(row.measurement.configurations))),
            .init("checkpoints", .int(Int64(row.measurement.checkpoints))),
            .init("missing", row.measurement.missing.map(JSONValue.string) ?? .null), .init("seeds", .array(seeds)),
        ])
    }

    private static func claim(_ verdict: ClaimVerdict) -> JSONValue {
        var more: Int?
        if case .inconclusive(let count) = verdict.verdict { more = count }
        return .object([
            .init("claim", .string(verdict.claim.id)), .init("says", .string(verdict.claim.says)),
            .init("test", .string(verdict.claim.text)), .init("rows", .array(verdict.claim.rows.map(JSONValue.string))),
            .init("paper", number(verdict.claim.paper)), .init("estimate", number(verdict.estimate)),
            .init("interval", interval(verdict.interval)), .init("p_support", number(verdict.support)),
            .init("p_against", number(verdict.against)), .init("units", .string(verdict.units.rawValue)),
            .init("size", .int(Int64(verdict.size))), .init("looks", .int(Int64(verdict.looks))),
            .init("verdict", .string(verdict.verdict.word)), .init("more", more.map { .int(Int64($0)) } ?? .null),
            .init("remarks", .array(verdict.notes.map(JSONValue.string))),
        ])
    }

    private static func number(_ value: Double?) -> JSONValue {
        value.map(JSONValue.double) ?? .null
    }

    private static func interval(_ interval: ClosedRange<Double>?) -> JSONValue {
        interval.map { .array([.double($0.lowerBound), .double($0.upperBound)]) } ?? .null
    }
}
