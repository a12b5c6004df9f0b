import Foundation
import RunLog
import TestSupport

/// A folder with a trainer in a dozen lines of shell and a sweep of it, to run the built programs on.
struct ShellLab {
    let folder: URL

    /// How many metric lines a run of the trainer logs.
    static let steps = 20

    /// Logs a line every 20 ms, then ends; a `width` of 13 crashes on the way.
    static let trainer = """
        run=$1
        width=$(sed -n 's/.*"width": *\\([0-9]*\\).*/\\1/p' "$run/config.json")
        step=0
        while [ $step -lt \(steps) ]; do
            step=$((step + 1))
            printf '{"step":%d,"time":%s,"values":{"loss":%d}}\\n' $step "$(date +%s)" $((100 - step)) >>"$run/metrics.jsonl"
            if [ "$width" = 13 ] && [ $step = 5 ]; then
                echo "cannot go on with width 13" >&2
                exit 7
            fi
            sleep 0.02
        done
        """

    init(_ folder: URL, widths: [Int]) throws {
        self.folder = folder
        try Self.trainer.write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
        let spec = """
            sweep: shell
            trainer: {command: [sh, trainer.sh, "{run}"], code: [trainer.sh]}
            axes:
              width: [\(widths.map(String.init).joined(separator: ", "))]
            """
        try spec.write(to: folder.appending(path: "shell.yaml"), atomically: true, encoding: .utf8)
    }

    /// `sweep`, run in this folder.
    var sweep: Program { Program("sweep", in: folder) }
    /// `tracker`, run in this folder.
    var tracker: Program { Program("tracker", in: folder) }

    /// The folders of all attempts of all trials.
    func attempts() -> [RunDirectory] {
        let runs = folder.appending(path: "lab/runs/shell")
        return folders(in: runs).flatMap { folders(in: $0) }.map { RunDirectory($0.path(percentEncoded: false)) }
    }

    /// How many attempts hold an exit record with code 0 that is not a fence.
    func finishedAttempts() throws -> Int {
        try attempts().count { try ExitRecord.read(from: $0)?.state == .finished }
    }

    /// How many metric lines lie in all attempts.
    func lines() -> Int {
        attempts()
            .map { directory in
                let text = (try? String(contentsOfFile: directory.metrics, encoding: .utf8)) ?? ""
                return text.split(separator: "\n").count
            }
            .reduce(0, +)
    }

    private func folders(in url: URL) -> [URL] {
        // A folder that is not there yet holds none.
        (try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)) ?? []
    }
}
