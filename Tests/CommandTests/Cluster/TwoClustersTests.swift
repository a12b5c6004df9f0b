import Foundation
import TestSupport
import Testing

/// Two clusters at once, each with a sweep of the same lab.
@Suite(.enabled(if: TestCluster.current != nil, Comment(rawValue: TestCluster.hint)))
struct TwoClustersTests {
    @Test func eachSweepGoesItsOwnWay() throws {
        let start = Program.repository.appending(path: "Tests/Cluster/start").path(percentEncoded: false)
        let first = try #require(TestCluster.current)
        let path = try first.shell("'\(start)' --name west --nodes 1 2>/dev/null").trimmingCharacters(in: .newlines)
        defer { _ = try? first.shell("'\(start.dropLast(5))stop' '\(path)'") }
        let second = try #require(TestCluster(path), "no second cluster came up")
        try withTemporaryFolder { folder in
            let lab = try ControlLab(folder, widths: [1, 2])
            let spec = try String(contentsOf: folder.appending(path: "shell.yaml"), encoding: .utf8)
            try lab.write(
                spec.replacing("sweep: shell", with: "sweep: other").replacing("[1, 2]", with: "[3]"),
                "other.yaml"
            )
            let files = ["--clusters", first.clusters, "--clusters", second.clusters]
            let sweep = { (words: [String]) in try Program("sweep", in: folder).start(words + files).finish() }
            let here = try sweep(["submit", "shell.yaml", "--cluster", first.name])
            let there = try sweep(["submit", "other.yaml", "--cluster", "west"])
            #expect(here.code == 0 && there.code == 0, "\(here.errors)\(there.errors)")
            let watch = try sweep(["watch", "--every", "0.5", "--format", "json"])
            #expect(watch.code == 0, "\(watch.errors)")
            #expect(watch.output.contains(#""place":"\#(first.name)""#) && watch.output.contains(#""place":"west""#))
            for (name, count) in [("shell", 2), ("other", 1)] {
                let status = try sweep(["status", name, "--format", "csv"]).output
                #expect(status.components(separatedBy: ",finished,").count == count + 1, "\(status)")
            }
        }
    }
}
