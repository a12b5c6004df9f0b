import Foundation
import RunLog
import TestSupport
import Testing

@Suite struct MetricLogTests {
    @Test func writesOneLineACall() throws {
        try withTemporaryFolder { (folder) throws in
            let path = folder.appending(path: "metrics.jsonl").path
            var log = try MetricLog(path)
            try log.log(step: 1, values: ["train/loss": 2.5], at: 1000)
            try log.log(step: 2, values: ["train/loss": .nan], at: 1001.5)
            try log.sync()
            #expect(
                try String(contentsOfFile: path, encoding: .utf8) == """
                    {"step":1,"time":1000.000,"values":{"train/loss":2.5}}
                    {"step":2,"time":1001.500,"values":{"train/loss":"NaN"}}

                    """
            )
        }
    }

    /// What a killed process left behind costs its own line and no other.
    @Test func neverJoinsATornLine() throws {
        try withTemporaryFolder { (folder) throws in
            let path = folder.appending(path: "metrics.jsonl").path
            try #"{"step":1,"time":1,"values":{"a":1}}"#.appending("\n{\"step\":2,")
                .write(
                    toFile: path,
                    atomically: true,
                    encoding: .utf8
                )
            var log = try MetricLog(path)
            try log.log(step: 3, values: ["a": 3], at: 3)
            let decoded = Decoded(try String(contentsOfFile: path, encoding: .utf8))
            #expect(decoded.points.map(\.step) == [1, 3])
            #expect(decoded.badLines.map(\.text) == ["{\"step\":2,"])
        }
    }

    @Test(arguments: [
        ("", "empty"), (" a", "space"), ("a\nb", "control"), ("a\"", "quote"),
        (String(repeating: "n", count: 201), "longer"),
    ])
    func refusesBadNames(name: String, reason: String) throws {
        try withTemporaryFolder { (folder) throws in
            var log = try MetricLog(folder.appending(path: "m").path)
            do {
                try log.log(step: 1, values: [name: 1])
                Issue.record("the name was taken")
            } catch let error as RunLogError {
                #expect(error.description.contains(reason))
            }
        }
    }

    @Test(arguments: [-1, 1 << 53] as [Int64])
    func refusesBadSteps(step: Int64) {
        #expect(throws: RunLogError.invalidStep(step)) { try MetricName.check(step: step) }
    }

    /// `/dev/full` answers every write as a full disk does.
    @Test func saysThatTheDiskIsFull() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        var log = try MetricLog("/dev/full")
        do {
            try log.log(step: 1, values: ["a": 1])
            Issue.record("a full disk took a line")
        } catch let error as FileError {
            #expect(error.isOutOfSpace)
            #expect(error.description.hasPrefix("cannot write /dev/full: No space left on device. Free some space"))
        }
    }
}
