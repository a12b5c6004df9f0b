/// How each benchmark is asked and scored.
struct Asking {
    let answerer: Answerer
    let settings: EvaluationSettings
    let done: (Int) throws -> Void

    private func say(_ questions: [Answerer.Question]) throws -> [String] {
        var answers: [String] = []
        for start in stride(from: 0, to: questions.count, by: settings.batch) {
            let part = Array(questions[start..<min(start + settings.batch, questions.count)])
            answers += try answerer.say(part)
            try done(part.count)
        }
        return answers
    }

    func mme(_ subtasks: [(suite: MMESuite, images: [Int])]) throws -> BenchmarkResult {
        var (items, verdicts, lines) = ([EvaluationItem](), [(subtask: String, isRight: [Bool])](), [String]())
        for (suite, images) in subtasks {
            let questions = zip(suite.items, images)
                .map { Answerer.Question(text: $0.question, image: $1, place: $0.place) }
            let own = zip(suite.items, try say(questions))
                .map { item, answer in
                    EvaluationItem(
                        name: .words(subtask: suite.subtask, image: item.image, question: item.question),
                        expected: item.answer ? "Yes" : "No",
                        answer: answer,
                        isRight: MMEScore.verdict(answer, prefix: settings.answerPrefix) == item.answer
                    )
                }
            items += own
            verdicts.append((suite.subtask, own.map(\.isRight)))
            let score = MMEScore(own.map(\.isRight))
            let (accuracy, plus) = (Self.percent(100 * score.accuracy), Self.percent(100 * score.accuracyPlus))
            lines.append("\(suite.subtask): accuracy \(accuracy), accuracy+ \(plus)")
        }
        return BenchmarkResult(benchmark: .mme, metrics: MMEScore.metrics(verdicts), items: items, lines: lines)
    }

    /// Every question in every rotation of its options: it counts when all of them were answered right.
    func mmbench(_ suite: ChoiceSuite, _ images: [Int]) throws -> BenchmarkResult {
        let passes = suite.items.map { item in item.choice.options.indices.map { item.choice.rotated($0) } }
        let asked = zip(zip(suite.items, images), passes)
            .flatMap { item, passes in passes.map { Self.question($0.prompt, item.0, item.1) } }
        var answers = try say(asked)[...]
        let items = zip(suite.items, passes)
            .map { item, passes in
                let said = Array(answers.prefix(passes.count))
                answers = answers.dropFirst(passes.count)
                let isRight = zip(passes, said).allSatisfy { $0.place(namedBy: $1) == $0.answer }
                return Self.item(item, said[0], isRight, passes: said)
            }
        let first = zip(suite.items, items).map { $0.choice.place(namedBy: $1.answer) == $0.choice.answer }
        let all = suite.metrics("eval/mmbench", items.map(\.isRight))
        let part = ("eval/mmbench.first_pass", ChoiceSuite.percentage(first))
        let metrics = [all[0], part] + all.dropFirst()
        let line =
            "MMBench: \(Self.percent(all[0].value)) of \(items.count) questions right in every rotation, "
            + "\(Self.percent(part.1)) as they stand"
        return BenchmarkResult(benchmark: .mmbench, metrics: metrics, items: items, lines: [line])
    }

    func seedByGeneration(_ suite: ChoiceSuite, _ images: [Int]) throws -> BenchmarkResult {
        let said = try say(zip(suite.items, images).map { Self.question($0.choice.prompt, $0, $1) })
        let items = zip(suite.items, said)
            .map { item, answer in
                Self.item(item, answer, item.choice.place(namedBy: answer) == item.choice.answer)
            }
        return seed(suite, items, by: "the letter that was said")
    }

    /// The options are not shown: each is weighed as an answer.
    func seedByLikelihood(_ suite: ChoiceSuite, _ images: [Int]) throws -> BenchmarkResult {
        let items = try zip(suite.items, images)
            .map { item, image in
                let question = Self.question(item.choice.text, item, image)
                let scores = try answerer.logLikelihoods(question, item.choice.options)
                let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
                var result = Self.item(item, Choice.letter(best), best == item.choice.answer)
                result.logLikelihoods = scores
                try done(1)
                return result
            }
        return seed(suite, items, by: "the likeliest option")
    }

    private func seed(_ suite: ChoiceSuite, _ items: [EvaluationItem], by rule: String) -> BenchmarkResult {
        let metrics = suite.metrics("eval/seed", items.map(\.isRight))
        let line = "SEED-Bench, images: \(Self.percent(metrics[0].value)) of \(items.count) questions, by \(rule)"
        return BenchmarkResult(benchmark: .seed, metrics: metrics, items: items, lines: [line])
    }

    private static func question(_ text: String, _ item: ChoiceSuite.Item, _ image: Int) -> Answerer.Question {
        Answerer.Question(text: text, image: image, place: item.place)
    }

    private static func item(
        _ item: ChoiceSuite.Item,
        _ answer: String,
        _ isRight: Bool,
        passes: [String] = []
    ) -> EvaluationItem {
        EvaluationItem(
            name: .number(item.id, category: item.category),
            expected: item.choice.letter,
            answer: answer,
            isRight: isRight,
            passes: passes
        )
    }

    private static func percent(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
