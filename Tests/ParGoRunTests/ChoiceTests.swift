import Foundation
import ParGoRun
import TestSupport
import Testing

/// Multiple choice: what is asked, what an answer names, and the published files of MMBench and SEED-Bench.
@Suite struct ChoiceTests {
    private static let colors = Choice(text: "Which?", options: ["red", "green", "blue", "white"], answer: 1)

    @Test(
        arguments: [
            ("B", 1), ("(C)", 2), ("B. green", 1), ("b", 1), (" a .", 0), ("(d)", 3), ("The answer is green.", 1),
            ("a dog", nil), ("red or blue", nil), ("E", nil), ("Bright green", 1), ("", nil), ("H)", nil),
        ] as [(String, Int?)]
    )
    func anAnswerNamesAnOption(answer: String, place: Int?) {
        #expect(Self.colors.place(namedBy: answer) == place)
    }

    @Test func thePromptIsThatOfThePublicTemplate() {
        #expect(
            Self.colors.prompt == """
                Answer with the option's letter from the given choices directly.
                Which?
                There are several options:
                A. red
                B. green
                C. blue
                D. white
                """
        )
    }

    @Test func aRotationMovesOptionsAndAnswerTogether() {
        for shift in 0..<8 {
            let rotated = Self.colors.rotated(shift)
            #expect(rotated.options[rotated.answer] == "green")
            #expect(rotated.options[0] == Self.colors.options[shift % 4])
        }
    }

    private static let head = "index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\timage\n"

    @Test func readsMMBench() throws {
        let text =
            Self.head + "5\t\"Which \"\"one\"\"?\nLook.\"\tA bar.\tred\tgreen\tblue\twhite\tA\tattribute\taGk=\n"
            + "6\tWhich?\tnan\tred\tgreen\t\tnan\tB\tlogic\t5\n"
            + "1000005\tWhich?\t\tgreen\tred\t\t\tB\tattribute\taGk=\n"
        let suite = try ChoiceSuite(mmbench: Array(text.utf8), file: "dev.tsv")
        #expect(suite.items.map(\.id) == ["5", "6"], "the copy in the file is no question of its own")
        #expect(suite.items[0].choice.text == "Which \"one\"?\nLook.\nContext: A bar.")
        #expect(suite.items[1].choice.options == ["red", "green"])
        #expect(suite.items[1].place == "dev.tsv:4", "a quoted field may take several lines")
        #expect(
            suite.items.map(\.image)
                == [ImageSource](repeating: .bytes(Array("hi".utf8), name: suite.items[0].image.name), count: 2)
        )
    }

    @Test(arguments: [
        (
            "index\tquestion\tA\tB\timage\n",
            "t:1: has no column 'answer': only its makers can score the test split; take the dev split"
        ),
        (head, "t: holds no question"),
        (head + "1\t?\t\tred\tgreen\t\t\tE\tc\taGk=\n", "t:2: has the answer 'E', not A, B, C or D"),
        (head + "1\t?\t\tred\tgreen\t\t\tC\tc\taGk=\n", "t:2: has the answer C, which is not among its 2 options"),
        (head + "x\t?\t\tred\tgreen\t\t\tA\tc\taGk=\n", "t:2: has the index 'x', which is no whole number"),
        (
            head + "\n1\t?\t\tred\tgreen\t\t\tA\tc\t77\n",
            "t:3: has an image that is neither base 64 nor the index of a row before it"
        ),
        (head + "1\t?\n", "t:2: has an image that is neither base 64 nor the index of a row before it"),
    ])
    func whatIsNoTableOfMMBenchIsNamedByLine(text: String, message: String) {
        let error = #expect(throws: TrainingFailure.self) {
            try ChoiceSuite(mmbench: Array(text.utf8), file: "t")
        }
        #expect(error?.description == message)
    }

    private static func seed(_ type: Int, _ answer: String = "C", more: String = "") -> String {
        """
        {"question_id": 7, "question_type_id": \(type), "data_id": "cc3m/a.jpg", "question": "How many?", "answer": "\(answer)",
         "choice_a": "One", "choice_b": 2, "choice_c": "3", "choice_d": "Four"\(more)}
        """
    }

    private func read(seed questions: String) throws -> ChoiceSuite {
        let text =
            #"{"question_type": {"Scene Understanding": 1, "Action Recognition": 10}, "questions": ["# + questions
            + "]}"
        return try ChoiceSuite(seed: Array(text.utf8), file: "s.json", images: URL(filePath: "/images"))
    }

    @Test func readsSEEDBench() throws {
        let suite = try read(seed: Self.seed(1) + #", {"question_type_id": 10, "data_id": 3}, "# + Self.seed(5))
        #expect(suite.items.map(\.category) == ["Scene Understanding", "5"], "the video's question is left out")
        #expect(suite.items[0].id == "7")
        #expect(suite.items[0].image == .file(URL(filePath: "/images/a.jpg")))
        #expect(suite.items[0].choice == Choice(text: "How many?", options: ["One", "2", "3", "Four"], answer: 2))
    }

    @Test(arguments: [
        (seed(1, "E"), "s.json: question 1: has the answer 'E', not A, B, C or D"),
        (seed(1) + #", {"question_type_id": 2}"#, "s.json: question 2: has no 'question_id'"),
        (
            #"{"question_type_id": "2"}"#,
            "s.json: question 1: has another kind of value than expected at question_type_id"
        ),
        (#"{"question_type_id": 10}"#, "s.json: holds no question about an image"),
    ])
    func whatIsNoFileOfSEEDBenchIsNamedByQuestion(questions: String, message: String) {
        let error = #expect(throws: TrainingFailure.self) { try read(seed: questions) }
        #expect(error?.description == message)
    }

    @Test func damagedSuitesAreRefusedOrRead() throws {
        let table = Array((Self.head + "5\t\"Which\"\tb\tred\tgreen\t\t\tA\tc\taGk=\n").utf8)
        let text = #"{"question_type": {}, "questions": ["# + Self.seed(1) + "]}"
        var generator = SeededGenerator(seed: 6, stream: "suites")
        for bytes in [table, Array(text.utf8)] {
            for _ in 0..<500 {
                var damaged = bytes
                for _ in 0...generator.below(3) {
                    damaged[generator.below(damaged.count)] = UInt8(truncatingIfNeeded: generator.next())
                }
                damaged = Array(damaged.prefix(generator.below(damaged.count) + 1))
                // Some damage leaves a file that is still right; none may crash.
                _ = try? ChoiceSuite(mmbench: damaged, file: "t")
                _ = try? ChoiceSuite(seed: damaged, file: "s", images: URL(filePath: "/"))
                _ = try? ConversationFile(damaged, file: "c")
                _ = try? MMESuite(subtask: "m", text: String(decoding: damaged, as: UTF8.self), file: "m")
            }
        }
    }
}
