import Foundation
package import RunLog

/// The site as it is now, in memory, and how it is kept up with the lab.
///
/// Only what is in it is ever served: no request reaches the file system.
package actor ServedSite {
    private let store: Store
    private let watch: Store
    private let machine: Machine
    private var files: [String: Site.File] = [:]
    private var starts: [Run.ID: Double] = [:]
    private var version: Int64?

    /// What a server answers with.
    package struct Answer: Sendable {
        package let bytes: [UInt8]
        package let type: String
        package let tag: String
    }

    /// - Throws: ``StoreError``.
    package init(_ lab: Lab, machine: Machine) throws {
        store = try Store(lab)
        watch = try Store(readingFrom: lab)
        self.machine = machine
    }

    /// Takes in what the runs have written, and builds the site anew if the store changed.
    ///
    /// - Returns: Whether it did.
    /// - Throws: ``StoreError``.
    @discardableResult
    package func refresh() throws -> Bool {
        _ = try Ingester(store, machine: machine).ingest()
        let now = try watch.changeCount()
        guard now != version else { return false }
        let content = try SiteContent(watch)
        files = Dictionary(
            Site(content, isServed: true).files.map { ("/\($0.path)", $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for run in content.sweeps.flatMap(\.runs) { starts[run.id] = run.startedAt?.timeIntervalSince1970 }
        version = now
        return true
    }

    /// The file of exactly that path, as the request spelt it; nothing is decoded or resolved.
    package func file(at path: String) -> Answer? {
        guard let file = files[path == "/" ? "/index.html" : path] else { return nil }
        return Answer(bytes: file.bytes, type: Self.type(of: file.path), tag: file.hash)
    }

    /// The points of a stretch of some runs, at most as many as asked for.
    ///
    /// - Throws: ``StoreError``.
    package func range(_ query: RangeQuery) throws -> Answer {
        let found = try watch.series(metric: query.metric, runs: query.runs, from: query.from, through: query.to)
        let curves = query.runs.compactMap { run in
            found[run]
                .map {
                    let start = starts[run] ?? $0.start
                    return ChartData.json(
                        ChartData.Curve(run: run, start: start, points: $0.points),
                        limit: query.points
                    )
                }
        }
        let script = DataScript.text("range", "{\"runs\":[\(curves.joined(separator: ","))]}")
        return Answer(bytes: Array(script.utf8), type: Self.type(of: ".js"), tag: ContentHash(script).text)
    }

    private static func type(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        default: "image/svg+xml"
        }
    }
}
