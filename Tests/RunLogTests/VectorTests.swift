import Foundation
import RunLog
import TestSupport
import Testing

/// The writers of all languages are held to one file of values and the bytes they become.
@Suite struct VectorTests {
    @Test func linesAreThoseOfTheVectors() throws {
        var encoder = MetricEncoder()
        for vector in try vectors("lines") {
            let why = try #require(vector["why"]?.stringValue)
            let (step, time) = try (#require(vector["step"]?.intValue), #require(vector["time"]?.doubleValue))
            let values = try elements(vector["values"])
                .map { pair in
                    let pair = try elements(pair)
                    return (key: try #require(pair.first?.stringValue), value: try #require(pair.last?.doubleValue))
                }
            let line = try encoder.encode(step: step, time: time, values: values) { Array($0) }
            #expect(String(decoding: line, as: UTF8.self) == vector["line"]?.stringValue, "\(why)")
            let points = Decoded(line).points
            #expect(points.map(\.name) == values.map(\.key), "\(why)")
            #expect(points.map(\.value.bitPattern) == values.map(\.value.bitPattern), "\(why)")
            #expect(points.allSatisfy { $0.step == step }, "\(why)")
        }
    }

    @Test func namesStepsAndLinesAreRefused() throws {
        for vector in try vectors("refused_names") {
            let name = try #require(vector["name"]?.stringValue)
            #expect(throws: RunLogError.self, "\(vector.text)") { try MetricName.check(name) }
        }
        for step in try vectors("refused_steps") {
            let step = try #require(step.intValue)
            #expect(throws: RunLogError.self) { try MetricName.check(step: step) }
        }
        for vector in try vectors("refused_lines") {
            let decoded = Decoded(try #require(vector["line"]?.stringValue) + "\n")
            #expect(decoded.points.isEmpty && decoded.badLines.count == 1, "\(vector.text)")
        }
    }

    @Test func exitRecordsAreThoseOfTheVectors() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.path)
            for vector in try vectors("exit_records") {
                let record = ExitRecord(
                    code: Int32(try #require(vector["code"]?.intValue)),
                    signal: vector["signal"]?.intValue.map { Int32($0) },
                    reason: try #require(vector["reason"]?.stringValue.flatMap(ExitRecord.Reason.init)),
                    finishedAt: try #require(vector["finished_at"]?.doubleValue)
                )
                try record.write(to: run)
                #expect(try String(contentsOfFile: run.exit, encoding: .utf8) == vector["text"]?.stringValue)
                #expect(try ExitRecord.read(from: run)?.state.rawValue == vector["state"]?.stringValue)
            }
        }
    }

    private func vectors(_ name: String) throws -> [JSONValue] {
        let file = Program.repository.appending(path: "clients/vectors.json")
        return try elements(JSONValue(parsing: String(contentsOf: file, encoding: .utf8))[name])
    }

    private func elements(_ value: JSONValue?) throws -> [JSONValue] {
        guard case .array(let elements) = value else { throw CocoaError(.fileReadCorruptFile) }
        return elements
    }
}
