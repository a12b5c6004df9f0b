/// One question of a benchmark and how it was answered: a line of the artifact that paired statistics read.
///
/// The same line for the same answer, whichever engine asked.
public struct EvaluationItem: Equatable, Sendable {
    /// What tells a question from all others of its benchmark.
    public enum Name: Equatable, Sendable {
        /// MME's: subtask, image's file name, and words.
        case words(subtask: String, image: String, question: String)
        /// The number that a benchmark's file gives it, and the ability or dimension that it is about.
        case number(String, category: String)
    }

    /// Which question.
    public let name: Name
    /// What is right: Yes or No, or a letter.
    public let expected: String
    /// What was said; of several passes in the first of them.
    public let answer: String
    /// Whether that counts as right.
    public let isRight: Bool
    /// What was said in each rotation of the options, under MMBench's rule.
    public var passes: [String] = []
    /// How likely each option is, where that decided.
    public var logLikelihoods: [Double] = []

    /// The item as a JSON object.
    public var json: JSONNode {
        var members: [JSONNode.Member]
        switch name {
        case .words(let subtask, let image, let question):
            members = [
                .init("subtask", .text(subtask)), .init("image", .text(image)), .init("question", .text(question)),
            ]
        case .number(let number, let category):
            members = [.init("item", .text(number)), .init("category", .text(category))]
        }
        members += [
            .init("expected", .text(expected)), .init("answer", .text(answer)), .init("right", .bool(isRight)),
        ]
        if !passes.isEmpty { members.append(.init("passes", .list(passes.map { .text($0) }))) }
        if !logLikelihoods.isEmpty {
            let rounded = logLikelihoods.map { value -> JSONNode in .number((value * 10_000).rounded() / 10_000) }
            members.append(.init("log_likelihoods", .list(rounded)))
        }
        return .object(members)
    }
}

/// What a model answered to a benchmark's questions, and its scores.
public struct BenchmarkResult: Sendable {
    /// Which benchmark.
    public let benchmark: EvaluationBenchmark
    /// The logged values.
    public let metrics: [(name: String, value: Double)]
    /// The questions in the files' order.
    public let items: [EvaluationItem]
    /// The scores in words, a line each.
    public let lines: [String]

    /// The artifact's name.
    public var itemsFile: String { "\(benchmark.rawValue)_items.jsonl" }
}
