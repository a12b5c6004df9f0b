import ParGoRun
import Testing

/// MME's rule on tables worked out by hand.
@Suite struct EvaluationTests {
    @Test(
        arguments: [
            ("yes", true), ("Yes", true), ("no", false), ("No.", false), ("yes, it is", true), ("no, it is not", false),
            (" no way", false), ("the answer is yes", nil), ("", nil), ("maybe", nil), ("nope", false),
        ] as [(String, Bool?)]
    )
    func anAnswerSaysYesOrNoInItsFirstFourCharacters(answer: String, verdict: Bool?) {
        #expect(MMEScore.verdict(answer) == verdict)
    }

    @Test(arguments: [(4, nil), (14, true), (20, true)] as [(Int, Bool?)])
    func theReleasedCodeLooksFurther(prefix: Int, verdict: Bool?) {
        #expect(MMEScore.verdict("I think yes, not no", prefix: prefix) == verdict)
    }

    @Test(
        arguments: [
            ([true, true, true, true], 1.0, 1.0, 200.0),
            ([true, false, false, true], 0.5, 0.0, 50.0),
            ([true, true, false, false], 0.5, 0.5, 100.0),
            ([true, true, true, false, false, false], 0.5, 1.0 / 3, 250.0 / 3),
            ([], 0.0, 0.0, 0.0),
        ] as [([Bool], Double, Double, Double)]
    )
    func accuracyPlusWantsBothOfAnImage(verdicts: [Bool], accuracy: Double, plus: Double, score: Double) {
        let result = MMEScore(verdicts)
        #expect(result.accuracy == accuracy)
        #expect(abs(result.accuracyPlus - plus) < 1e-12)
        #expect(abs(result.score - score) < 1e-9)
    }

    /// Two subtasks of perception and one of cognition: each sum is told apart only where both are asked.
    @Test func perceptionAndCognitionAreSums() {
        let perception = [("OCR", [true, true]), ("count", [true, false])]
        let seen = MMEScore.metrics(perception)
        #expect(
            seen.map(\.name) == ["eval/mme", "eval/accuracy", "eval/accuracy_plus", "eval/mme.OCR", "eval/mme.count"]
        )
        #expect(seen.map(\.value) == [250, 0.75, 0.5, 200, 50])
        let both = MMEScore.metrics(perception + [("code_reasoning", [true, true])])
        let sums = both.filter { ["eval/mme", "eval/mme.perception", "eval/mme.cognition"].contains($0.name) }
        #expect(sums.map(\.value) == [450, 250, 200])
    }

    @Test func readsTheRealFormat() throws {
        let text = "a.jpg\tIs this a chair?\tYes\na.jpg\tIs this a dog?\tNo\n"
        let suite = try MMESuite(subtask: "existence", text: text, file: "existence.txt")
        #expect(suite.items.map(\.answer) == [true, false])
        #expect(suite.items[1].question == "Is this a dog?")
    }

    @Test(arguments: [
        ("a.jpg\tIs this a chair?\tYes\n", "m.txt:1: image a.jpg has no second question"),
        ("a.jpg\tq\tYes\nb.jpg\tq\tNo\n", "m.txt:1: image a.jpg has no second question"),
        ("a.jpg\tq\tYes\na.jpg\tq\tperhaps\n", "m.txt:2: answers 'perhaps', not Yes or No"),
        ("\n\n", "m.txt: has no question"),
        ("../a.jpg\tq\tYes\n", "m.txt:1: names the image '../a.jpg', which is no file of its folder"),
        ("a.jpg\tq\tYes\r\na.jpg\tq\tNope\r\n", "m.txt:2: answers 'Nope', not Yes or No"),
        ("a.jpg q Yes\n", "m.txt:1: has 1 fields, not image, question and answer"),
    ])
    func brokenFilesAreNamedByLine(text: String, message: String) {
        let error = #expect(throws: TrainingFailure.self) {
            try MMESuite(subtask: "m", text: text, file: "m.txt")
        }
        #expect(error?.description == message)
    }
}
