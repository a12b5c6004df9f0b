import GRDB
import RunLog

extension Store {
    /// What a run was made from and where it ran.
    ///
    /// - Throws: ``StoreError``.
    public func capture(of run: Int64) throws -> RunCapture {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT section, source, json FROM capture JOIN document ON document.id = document_id
                    WHERE run_id = ? ORDER BY section
                    """,
                arguments: [run]
            )
            let order = CaptureRecord.Source.allCases.map(\.rawValue)
            var best: [String: (rank: Int, json: String)] = [:]
            for row in rows {
                let rank = order.firstIndex(of: row[1]) ?? -1
                if let known = best[row[0]], known.rank > rank { continue }
                best[row[0]] = (rank, row[2])
            }
            let sections = best.sorted { $0.key < $1.key }
                .compactMap { name, found in
                    // What is stored was written by this program; a text that another put there is left out.
                    (try? JSONValue(parsing: found.json)).map { JSONValue.Member(name, $0) }
                }
            return RunCapture(sections: sections)
        }
    }
}
