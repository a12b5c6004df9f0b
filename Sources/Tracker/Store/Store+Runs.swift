import Foundation
import GRDB
public import RunLog

extension Store {
    /// The runs that a query asks for, with their parameters and summaries.
    ///
    /// However many they are, they are read by a handful of statements.
    ///
    /// - Throws: ``StoreError``, and what the query's filter throws.
    public func runs(_ query: RunQuery = RunQuery()) throws -> [Run] {
        guard let limit = query.limit, query.filter == nil || query.filterColumns != nil else {
            let runs = try found(query)
            return query.limit.map { Array(runs.prefix($0)) } ?? runs
        }
        // Of all the runs only what decides, and of the few that are left what was asked for.
        var deciding = query
        deciding.detail = RunDetail(for: (query.filterColumns ?? []) + query.sort.map(\.column))
        let ids = try found(deciding).prefix(limit).map(\.id)
        var chosen = RunQuery(ids: ids, moments: query.moments)
        chosen.detail = query.detail
        let byID = Dictionary(uniqueKeysWithValues: try found(chosen).map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    /// All the runs that a query is about, sorted.
    private func found(_ query: RunQuery) throws -> [Run] {
        let criteria = RunCriteria(query)
        var runs = try read { db in try RunRows(db, criteria, query).runs() }
        if let filter = query.filter { runs = try runs.filter(filter) }
        return RunSort.sorted(runs, by: query.sort, now: Timestamp.now())
    }

    /// The latest attempt of each of these keys that has one.
    ///
    /// - Throws: ``StoreError``.
    public func latestAttempts(keys: [String]) throws -> [String: Run] {
        let latest = try runs(RunQuery(keys: keys, latestAttempts: true))
        return Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0) })
    }

    /// The submission's token of a run; nil for a run that was not submitted.
    ///
    /// - Throws: ``StoreError``.
    public func token(of run: Int64) throws -> String? {
        try read { db in try String.fetchOne(db, sql: "SELECT token FROM run WHERE id = ?", arguments: [run]) }
    }

    /// The run that a person means by an id, a key, the beginning of a key, `KEY/ATTEMPT`, or a directory.
    ///
    /// A key, or what it begins with, means its latest attempt.
    ///
    /// - Throws: ``StoreError/unknown(kind:name:suggestions:)`` with the nearest keys,
    ///   ``StoreError/ambiguous(name:matches:)``.
    public func run(named text: String) throws -> Run {
        guard let run = try runs(named: [text]).first else {
            throw StoreError.unknown(kind: .run, name: text, suggestions: [])
        }
        return run
    }

    /// The runs that a person means by several such names, in their order, read at once.
    ///
    /// - Throws: As ``run(named:)``.
    public func runs(named texts: [String], detail: RunDetail = .everything) throws -> [Run] {
        let rows = try read { db in
            try Row.fetchAll(db, sql: "SELECT id, key, attempt, directory FROM run ORDER BY attempt DESC, id DESC")
        }
        let names = rows.map { RunNames(id: $0[0], key: $0[1], attempt: $0[2], directory: $0[3]) }
        let exact = texts.count > 1 ? RunNames.exact(names) : [:]
        let ids = try texts.map { text in try exact[text] ?? RunNames.find(text, among: names, lab: lab) }
        var query = RunQuery(ids: ids)
        query.detail = detail
        let found = try runs(query).map { ($0.id, $0) }
        let byID = Dictionary(found) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }

    /// What happened to a run, the earliest first.
    ///
    /// - Throws: ``StoreError``.
    public func events(of run: Int64) throws -> [Event] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT at, state, source, evidence FROM event WHERE run_id = ? ORDER BY id",
                arguments: [run]
            )
            .compactMap { row in
                guard let state = RunState(rawValue: row[1]), let source = EvidenceSource(rawValue: row[2]) else {
                    return nil
                }
                return Event(at: Date(timeIntervalSince1970: row[0]), state: state, source: source, evidence: row[3])
            }
        }
    }

    /// The artifacts that a run registered, by name.
    ///
    /// - Throws: ``StoreError``.
    public func artifacts(of run: Int64) throws -> [ArtifactRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT name, bytes, sha256, time FROM artifact WHERE run_id = ? ORDER BY name",
                arguments: [run]
            )
            .map { ArtifactRecord(name: $0[0], bytes: $0[1], sha256: $0[2], time: $0[3]) }
        }
    }

    /// The metric lines of a run that were refused, at most the first hundred of each file, with how many there are.
    ///
    /// - Throws: ``StoreError``.
    public func badLines(of run: Int64) throws -> (count: Int, kept: [MetricBatch.BadLine]) {
        try read { db in
            let count = try Int.fetchOne(
                db,
                sql: "SELECT coalesce(sum(bad_lines), 0) FROM cursor WHERE run_id = ?",
                arguments: [run]
            )
            let kept =
                try Row.fetchAll(
                    db,
                    sql: "SELECT offset, reason, text FROM bad_line WHERE run_id = ? ORDER BY file, offset",
                    arguments: [run]
                )
                .map { MetricBatch.BadLine(offset: $0[0], reason: $0[1], text: $0[2]) }
            return (count ?? 0, kept)
        }
    }
}
