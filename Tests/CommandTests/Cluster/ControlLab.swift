import Foundation
import TestSupport
import Testing

/// A folder with a sweep of a trainer in a few lines of shell, a `clusters.yaml`, and a lab, for tests on the test cluster.
struct ControlLab {
    let folder: URL
    let cluster: TestCluster

    /// Logs a line every 50 ms, as often as `steps` says; a `width` of 13 fails.
    private static let trainer = """
        run=$1
        width=$(sed -n 's/.*"width": *\\([0-9]*\\).*/\\1/p' "$run/config.json")
        steps=$(sed -n 's/.*"steps": *\\([0-9]*\\).*/\\1/p' "$run/config.json")
        step=0
        echo "width $width begins"
        while [ $step -lt "$steps" ]; do
            step=$((step + 1))
            printf '{"step":%d,"time":%s,"values":{"loss":%d}}\\n' $step "$(date +%s)" $((1000 - step)) >>"$run/metrics.jsonl"
            [ "$width" != 13 ] || { echo "cannot go on with width 13" >&2; exit 7; }
            sleep 0.05
        done
        echo "width $width is done"
        """

    /// A lab beside a spec `shell.yaml` of these widths.
    ///
    /// - Parameters:
    ///   - folder: An empty folder.
    ///   - widths: A trial each.
    ///   - steps: How long a trial takes, in twentieths of a second.
    ///   - clusters: The text of `clusters.yaml`; a plain profile `c` unless given.
    ///   - resources: Lines of the spec more.
    ///   - name: The sweep's name, with which its jobs' names begin.
    /// - Throws: Whatever keeps the files from being written.
    init(
        _ folder: URL,
        widths: [Int],
        steps: Int = 5,
        clusters: String? = nil,
        resources: String = "",
        name: String = "shell"
    ) throws {
        self.folder = folder
        cluster = try #require(TestCluster.current)
        try write(Self.trainer, "trainer.sh")
        let spec = """
            sweep: \(name)
            trainer: {command: [sh, trainer.sh, "{run}"], code: [trainer.sh]}
            fixed: {steps: \(steps)}
            axes:
              width: [\(widths.map(String.init).joined(separator: ", "))]
            \(resources)
            """
        try write(spec, "shell.yaml")
        try write(try clusters ?? Self.profile(root: root()), "clusters.yaml")
    }

    /// A root of its own on the cluster, so that tests do not see one another's jobs' folders.
    private func root() throws -> String {
        let path = "\(cluster.folder)/work/\(folder.lastPathComponent)"
        return path
    }

    private static func profile(root: String) throws -> String {
        try #require(TestCluster.current).profile(root: root, "limits: {poll_seconds: 1}")
    }

    func write(_ text: String, _ name: String) throws {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    /// Runs `sweep` in the folder.
    func sweep(_ words: String...) throws -> Program.Result {
        try Program("sweep", in: folder).start(words).finish()
    }

    /// The state of each run, by its `status` as JSON, sorted.
    func states() throws -> [String] {
        let result = try sweep("status", "shell", "--format", "json")
        let rows = try JSONDecoder().decode([Row].self, from: Data(result.output.utf8))
        return rows.map(\.state).sorted()
    }

    private struct Row: Decodable {
        let state: String
    }

    /// Looks again until the states are these, for half a minute at most.
    func waitForStates(_ wanted: [String]) throws -> [String] {
        var seen: [String] = []
        for _ in 0..<100 {
            seen = try states()
            if seen == wanted { return seen }
            usleep(300_000)
        }
        return seen
    }
}
