/// What a model answered to the held-out questions, and its scores by MME's rule.
public struct EvaluationResult: Sendable {
    /// One question and its answer.
    public struct Answer: Equatable, Sendable {
        /// The subtask's name.
        public let subtask: String
        /// The image's file name.
        public let image: String
        /// The question.
        public let question: String
        /// Whether yes is right.
        public let expected: Bool
        /// The model's words.
        public let answer: String
        /// Whether they say the right thing.
        public let isRight: Bool
    }

    /// The answers, subtask by subtask in the files' order.
    public private(set) var answers: [Answer] = []

    private let prefix: Int

    /// No answers yet; yes or no is looked for in the first `prefix` characters of each.
    public init(prefix: Int = 4) { self.prefix = prefix }

    mutating func add(_ subtask: String, _ item: MMESuite.Item, _ answer: String) {
        answers.append(
            Answer(
                subtask: subtask,
                image: item.image,
                question: item.question,
                expected: item.answer,
                answer: answer,
                isRight: MMEScore.verdict(answer, prefix: prefix) == item.answer
            )
        )
    }

    /// The score of each subtask, in order of first appearance.
    public var scores: [(subtask: String, score: MMEScore)] {
        var order: [String] = []
        for answer in answers where !order.contains(answer.subtask) { order.append(answer.subtask) }
        return order.map { name in (name, MMEScore(answers.filter { $0.subtask == name }.map(\.isRight))) }
    }

    /// The logged values: `eval/mme`, `eval/accuracy`, `eval/accuracy_plus` and `eval/mme.<subtask>`.
    public var metrics: [(name: String, value: Double)] {
        let all = MMEScore(answers.map(\.isRight))
        let parts = scores
        let total = parts.reduce(0) { $0 + $1.score.score }
        return [("eval/mme", total), ("eval/accuracy", all.accuracy), ("eval/accuracy_plus", all.accuracyPlus)]
            + parts.map { ("eval/mme.\($0.subtask)", $0.score.score) }
    }
}
