import Foundation
import TestSupport
import Testing

/// `pargo-run` on a folder of somebody's own files: JPEG and PNG, LLaVA's JSON, and three benchmarks as they are published.
@Suite struct OwnFolderTests {
    /// Two by two pixels.
    private static let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEUlEQVR4nGP4z8DA8B+MgBgAHfAD/dPQfSYAAAAASUVORK5CYII="

    private struct Lab {
        let folder: URL
        let mine: URL

        init(_ folder: URL) throws {
            self.folder = folder
            mine = folder.appending(path: "mine")
            let pictures = Program.repository.appending(path: "Tests/ParGoRunTests/Pictures")
            for name in ["photos", "mme/images/existence", "seed/SEED-Bench-image", "mmbench"] {
                try FileManager.default.createDirectory(
                    at: mine.appending(path: name),
                    withIntermediateDirectories: true
                )
            }
            for name in ["photos/bar.jpg", "mme/images/existence/bar.jpg", "seed/SEED-Bench-image/bar.jpg"] {
                let source = pictures.appending(path: "baseline.jpg")
                try FileManager.default.copyItem(at: source, to: mine.appending(path: name))
            }
            try Data(base64Encoded: png)?.write(to: mine.appending(path: "photos/dot.png"))
            try writeFiles()
        }

        func write(_ name: String, _ text: String) throws {
            try text.write(to: mine.appending(path: name), atomically: true, encoding: .utf8)
        }

        private func writeFiles() throws {
            try write("captions.json", entries("<image>", "A bar of many colours."))
            try write("questions.json", entries("<image>\\nWhat is this?", "A bar."))
            try write("mme/existence.txt", "bar.jpg\tIs this a bar?\tYes\r\nbar.jpg\tIs this a cat?\tNo\r\n")
            try write(
                "mmbench/dev.tsv",
                "index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\timage\n7\tWhat is this?\tnan\ta cat\ta bar\t\t\tB\tlogic\t\(png)\n"
            )
            let options = #""choice_a": "bar", "choice_b": "cat", "choice_c": "dog", "choice_d": "cow", "answer": "A""#
            let question =
                #""question_id": "1", "question_type_id": 2, "data_id": "bar.jpg", "question": "What is this?""#
            try write(
                "seed/SEED-Bench.json",
                #"{"question_type": {"Instance Identity": 2}, "questions": [{"# + "\(question), \(options)}]}"
            )
        }

        private func entries(_ asked: String, _ said: String) -> String {
            let list = ["bar.jpg", "dot.png"]
                .map { image in
                    """
                    {"id": 1, "image": "photos/\(image)", "conversations":
                     [{"from": "human", "value": "\(asked)"}, {"from": "gpt", "value": "\(said)"}]}
                    """
                }
            return "[" + list.joined(separator: ", ") + "]"
        }

        /// Runs a command with these keys beside those of a run of a second.
        func run(_ command: String, _ run: String = "run", data: String = "", eval: String = "") throws
            -> Program.Result
        {
            let run = folder.appending(path: run)
            try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
            let text = """
                {"data": {"folder": "\(mine.path)"\(data)}, "backbone": {"vision_steps": 1, "llm_steps": 2, "batch": 2},
                 "projector": {"depth": 1, "hidden": 16, "ffn": 20}, "train": {"pretrain_steps": 2, "finetune_steps": 2, "batch": 2},
                 "eval": {"subtasks": ["existence"], "benchmarks": ["mme", "mmbench", "seed"]\(eval)}}
                """
            try text.write(to: run.appending(path: "config.json"), atomically: true, encoding: .utf8)
            let cache = folder.appending(path: "cache").path
            let program = Program(
                "pargo-run",
                in: folder,
                environment: ["LAB_CACHE": cache, "OPENBLAS_NUM_THREADS": "1"]
            )
            return try program.run(command, "--run", run.lastPathComponent)
        }
    }

    @Test func itIsReadTrainedOnAndAsked() throws {
        try withTemporaryFolder { folder in
            let lab = try Lab(folder)
            let looked = try lab.run("data")
            #expect(looked.code == 0, "\(looked.errors)")
            for line in [
                "Stage 1: 2 conversations", "Stage 2: 2 conversations", "100.0 % of the conversations' words",
                "Benchmark mme: 2 questions", "Benchmark mmbench: 2 questions", "Benchmark seed: 1 questions",
                "Images: 5, all of them read",
            ] { #expect(looked.output.contains(line), "\(line) in \(looked.output)") }
            let trained = try lab.run("train")
            #expect(trained.code == 0, "\(trained.errors)")
            let asked = try lab.run("eval")
            #expect(asked.code == 0, "\(asked.errors)")
            for (name, lines) in [("mme", 2), ("mmbench", 1), ("seed", 1)] {
                let file = folder.appending(path: "run/artifacts/\(name)_items.jsonl")
                #expect(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count == lines)
            }
            #expect(try lab.run("eval", eval: #", "seed_by": "likelihood""#).output.contains("by the likeliest option"))
        }
    }

    /// What is wrong with one file is said in one line that names it and the record, and nothing else is.
    @Test(
        arguments: [
            (
                "photos/bar.jpg", nil, "train",
                "captions.json: entry 1: image MINE/photos/bar.jpg cannot be read: No such file"
            ),
            (
                "photos/dot.png", "GIF89a", "train",
                "captions.json: entry 2: image MINE/photos/dot.png is neither PNG nor JPEG"
            ),
            ("photos/dot.png", "\u{89}", "data", "image MINE/photos/dot.png is neither PNG nor JPEG"),
            ("captions.json", "[]", "train", "MINE/captions.json: is empty"),
            ("captions.json", "[{", "train", "MINE/captions.json: is not a list of conversations (no JSON"),
            ("questions.json", nil, "train", "MINE/questions.json: is not there, and stage 2 needs it"),
            ("vocabulary.txt", "a\nb\n", "train", "MINE/vocabulary.txt: lacks '<pad>'"),
            ("mme/existence.txt", "bar.jpg\tq\n", "eval", "MINE/mme/existence.txt:1: has 2 fields"),
            (
                "mme/images/existence/bar.jpg", "", "eval",
                "existence.txt:1: image MINE/mme/images/existence/bar.jpg is empty"
            ),
            (
                "mmbench/dev.tsv", nil, "eval",
                "MINE/mmbench: must hold one *.tsv, the split of MMBench to be asked, and holds none"
            ),
            ("seed/SEED-Bench.json", nil, "eval", "MINE/seed/SEED-Bench.json: cannot be read: No such file"),
        ] as [(String, String?, String, String)]
    )
    func eachMistakeIsOneLine(file: String, content: String?, command: String, message: String) throws {
        try withTemporaryFolder { folder in
            let lab = try Lab(folder)
            if command == "eval" { #expect(try lab.run("train").code == 0) }
            if let content {
                try lab.write(file, content)
            } else {
                try FileManager.default.removeItem(at: lab.mine.appending(path: file))
            }
            let result = try lab.run(command)
            #expect(result.code == 1)
            let errors = result.errors.replacing(lab.mine.path, with: "MINE")
            #expect(errors.hasPrefix("pargo-run: ") && errors.contains(message), "\(errors)")
            #expect(errors.split(separator: "\n").count == 1, "\(errors)")
        }
    }

    @Test func aQuestionThatDoesNotFitIsNamed() throws {
        try withTemporaryFolder { folder in
            let lab = try Lab(folder)
            #expect(try lab.run("train").code == 0)
            let long = [String](repeating: "very", count: 300).joined(separator: " ")
            try lab.write("mme/existence.txt", "bar.jpg\tIs this a \(long) bar?\tYes\nbar.jpg\tIs this?\tNo\n")
            let result = try lab.run("eval")
            #expect(result.code == 1)
            #expect(
                result.errors.contains(
                    "existence.txt:1: takes 331 tokens with image and answer, and llm.length is 192; set it to 331"
                )
            )
        }
    }

    @Test func aFolderThatIsNoneIsNamed() throws {
        try withTemporaryFolder { folder in
            let lab = try Lab(folder)
            try FileManager.default.removeItem(at: lab.mine)
            let result = try lab.run("train")
            #expect(result.errors.contains("mine: is no folder; data.folder names one with your files"))
        }
    }
}
