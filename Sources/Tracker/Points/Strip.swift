import GRDB

/// Sixteen consecutive points of one metric of one run in one row: 12 to 13 bytes a point instead of 30.
///
/// A row that holds one point spends most of its bytes on its keys and on the time. In a strip the keys stand once, and
/// steps and times are told by their spacing: a step is `step + k * stride`, or `step + steps[k]` where they are not
/// evenly spaced; a time is `time + k * pace + t_k`, whose last part mostly fits one byte. The view `point` says the
/// same in SQL.
enum Strip {
    /// Points in a row.
    static let length = 16

    static let table = """
        CREATE TABLE strip (
            run_id INTEGER NOT NULL,
            metric_id INTEGER NOT NULL,
            step INTEGER NOT NULL,
            stride INTEGER NOT NULL,
            steps TEXT,
            time INTEGER NOT NULL,
            pace INTEGER NOT NULL,
            \(values.map { "\($0) REAL" }.joined(separator: ", ")),
            \(deviations.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")),
            PRIMARY KEY (run_id, metric_id, step)
        ) STRICT, WITHOUT ROWID;

        """

    /// The rows of all strips as points; times in seconds.
    static let points = """
        SELECT run_id, metric_id,
            step + CASE WHEN steps IS NULL THEN n * stride ELSE json_extract(steps, '$[' || n || ']') END AS step,
            (time + n * pace + CASE n \(cases(deviations, from: 1)) ELSE 0 END) / 1000.0 AS time,
            CASE n \(cases(values, from: 0)) END AS value
        FROM strip CROSS JOIN
            (SELECT 0 AS n\((1..<length).map { " UNION ALL SELECT \($0)" }.joined()))
        """

    static let insertion = """
        INSERT INTO strip (run_id, metric_id, \(columns)) VALUES (\(marks))
        """

    /// What ``points(in:)`` reads, in its order.
    static let columns = "step, stride, steps, time, pace, \((values + deviations).joined(separator: ", "))"

    private static let values = (0..<length).map { "v\($0)" }
    private static let deviations = (1..<length).map { "t\($0)" }
    private static let marks = (0..<(6 + 2 * length)).map { "?\($0 + 1)" }.joined(separator: ",")

    private static func cases(_ columns: [String], from first: Int) -> String {
        columns.enumerated().map { "WHEN \($0 + first) THEN \($1)" }.joined(separator: " ")
    }

    /// Binds sixteen points, in order of step, to ``insertion``.
    static func bind(_ points: ArraySlice<StoredPoint>, run: Int64, metric: Int64, to statement: Statement) {
        // Resets the statement, frees what it held, and tells it that its values are set; they are, just below.
        statement.setUncheckedArguments([])
        let handle = statement.sqliteStatement
        let start = points.startIndex
        let (first, last) = (points[start], points[start + length - 1])
        let stride = (last.step - first.step) / Int64(length - 1)
        let pace = (last.time - first.time) / Int64(length - 1)
        _ = run.bind(to: handle, at: 1)
        _ = metric.bind(to: handle, at: 2)
        _ = first.step.bind(to: handle, at: 3)
        _ = stride.bind(to: handle, at: 4)
        _ = first.time.bind(to: handle, at: 6)
        _ = pace.bind(to: handle, at: 7)
        var isEven = true
        for index in 0..<length {
            let point = points[start + index]
            // SQLite keeps NaN as NULL.
            _ = point.value.bind(to: handle, at: Int32(8 + index))
            guard index > 0 else { continue }
            let deviation = point.time - first.time - Int64(index) * pace
            _ = deviation.bind(to: handle, at: Int32(7 + length + index))
            isEven = isEven && point.step == first.step + Int64(index) * stride
        }
        guard !isEven else { return }
        let offsets = points.map { String($0.step - first.step) }.joined(separator: ",")
        _ = "[\(offsets)]".bind(to: handle, at: 5)
    }

    /// Adds the points of a row that has ``columns`` to a list.
    static func read(_ row: inout RawRows, into points: inout [StoredPoint]) {
        let (step, stride, time, pace) = (row.int(0), row.int(1), row.int(3), row.int(4))
        let offsets = row.optionalText(2).map(Self.offsets)
        for index in 0..<length {
            let deviation: Int64 = index == 0 ? 0 : row.int(Int32(4 + length + index))
            points.append(
                StoredPoint(
                    step: step + (offsets?[index] ?? Int64(index) * stride),
                    time: time + Int64(index) * pace + deviation,
                    value: row.optionalDouble(Int32(5 + index)) ?? .nan
                )
            )
        }
    }

    /// The numbers of a JSON list as this program writes it; short ones are filled up, so that damage stops no reader.
    private static func offsets(_ text: String) -> [Int64] {
        let numbers = text.dropFirst().dropLast().split(separator: ",").map { Int64($0) ?? 0 }
        return numbers + Array(repeating: 0, count: max(0, length - numbers.count))
    }
}
