import Foundation
import RunLog
import TestSupport
import Testing

/// A trainer's own program is asked before anything is submitted, and may refuse.
@Suite struct PreflightTests {
    /// Says the number of tasks and GPUs; refuses a batch of 9.
    private static let look = """
        while read -r line; do
            case $line in
            *'"batch":9'*) echo '{"problem":"a batch of 9 does not fit","key":"batch"}' ;;
            *'"gpus":null'*) echo '{}' ;;
            *) echo "{\\"note\\":\\"$(echo "$line" | sed 's/.*\\("tasks":[0-9]*,"gpus":[0-9]*\\).*/\\1/; s/"//g')\\"}" ;;
            esac
        done
        """

    private func spec(in folder: URL, batches: String, preflight: String = "[sh, look.sh]") throws -> Program {
        try Self.look.write(to: folder.appending(path: "look.sh"), atomically: true, encoding: .utf8)
        try "exit 0".write(to: folder.appending(path: "train.sh"), atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(at: folder.appending(path: "inner"), withIntermediateDirectories: true)
        let schema = #"{"type":"object","properties":{"batch":{"type":"integer"},"lr":{"type":"integer"}}}"#
        try schema.write(to: folder.appending(path: "trainer.json"), atomically: true, encoding: .utf8)
        let base = """
            trainer: {command: [sh, train.sh, "{run}"], schema: trainer.json, code: [train.sh], preflight: \(preflight)}

            """
        try base.write(to: folder.appending(path: "base.yaml"), atomically: true, encoding: .utf8)
        let text = """
            sweep: look
            include: base.yaml
            axes:
              batch: [\(batches)]
              lr: [1, 2]
            stages:
              prepare: {uses: [lr]}
              train: {needs: prepare, uses: [lr, batch], resources: {nodes: 2, tasks_per_node: 4, gpus: 4}}
            """
        try text.write(to: folder.appending(path: "look.yaml"), atomically: true, encoding: .utf8)
        return Program("sweep", in: folder)
    }

    @Test func itsNotesStandInThePlanAndBeforeASubmission() throws {
        try withTemporaryFolder { folder in
            let sweep = try spec(in: folder, batches: "4, 8")
            let checked = try sweep.run("check", "look.yaml")
            #expect(checked.code == 0, "\(checked.errors)")
            #expect(checked.output.contains("preflight         4  train: tasks:8,gpus:8\n"), "\(checked.output)")
            #expect(!checked.output.contains("prepare:"), "nothing was said of it")
            let submitted = try sweep.run("submit", "look.yaml", "--lab", folder.appending(path: "lab").path)
            #expect(submitted.code == 0, "\(submitted.errors)")
            #expect(submitted.errors.hasPrefix("train, 4 jobs: tasks:8,gpus:8\n"), "\(submitted.errors)")
        }
    }

    @Test(arguments: [["check", "look.yaml"], ["submit", "look.yaml", "--lab", "lab"]])
    func whatItRefusesIsNotStarted(command: [String]) throws {
        try withTemporaryFolder { folder in
            let result = try spec(in: folder, batches: "4, 9").start(command).finish()
            #expect(result.code == 65)
            #expect(
                result.errors == """
                    look.yaml:4:14: error: train (batch=9 lr=1, and 1 more): a batch of 9 does not fit
                    1 error; nothing was started

                    """
            )
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "lab").path))
        }
    }

    @Test(arguments: [
        ("[sh, -c, \"echo no module >&2; exit 3\"]", "ended with code 3: no module"),
        ("[nonesuch]", "ended with code 127"),
        ("[\"true\"]", "answered 4 jobs with 0 lines"),
        ("[sed, s/.*/hello/]", "said 'hello', which is no JSON object"),
        ("[cat]", "which has neither \"note\" nor \"problem\""),
    ])
    func onlyAnAnswerCounts(preflight: String, words: String) throws {
        try withTemporaryFolder { folder in
            let result = try spec(in: folder, batches: "4", preflight: preflight).run("check", "look.yaml")
            #expect(result.code == 65)
            #expect(result.errors.hasPrefix("base.yaml:1:"), "\(result.errors)")
            #expect(result.errors.contains(words), "\(result.errors)")
        }
    }

    /// The patterns of an included file are meant from its own folder.
    @Test func codeIsFoundFromTheFileThatNamesIt() throws {
        try withTemporaryFolder { folder in
            let sweep = try spec(in: folder, batches: "4", preflight: "[sh, ../look.sh]")
            let inner = "sweep: inner\ninclude: ../base.yaml\nfixed: {batch: 4}\n"
            try inner.write(to: folder.appending(path: "inner/in.yaml"), atomically: true, encoding: .utf8)
            let result = try sweep.run("check", "inner/in.yaml")
            #expect(result.code == 0, "\(result.errors)")
        }
    }
}
