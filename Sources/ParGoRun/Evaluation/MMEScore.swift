/// MME's scores of one subtask.
public struct MMEScore: Equatable, Sendable {
    /// Questions answered right, of all questions.
    public let accuracy: Double
    /// Images with both questions right, of all images.
    public let accuracyPlus: Double
    /// 100 accuracy + 100 accuracy+, at most 200.
    public var score: Double { 100 * accuracy + 100 * accuracyPlus }

    /// The scores of verdicts in the file's order, two an image.
    public init(_ isRight: [Bool]) {
        precondition(isRight.count % 2 == 0, "MMEScore: \(isRight.count) verdicts are no pairs")
        let images = isRight.count / 2
        accuracy = isRight.isEmpty ? 0 : Double(isRight.count { $0 }) / Double(isRight.count)
        let both = (0..<images).count { isRight[2 * $0] && isRight[2 * $0 + 1] }
        accuracyPlus = images == 0 ? 0 : Double(both) / Double(images)
    }

    /// What an answer says by MME's rule: yes or no exactly, else as found in its first characters, `prefix` of them.
    ///
    /// Nil is neither, which counts as wrong. Four characters are the official-derived script's, 20 the released ParGo code's.
    public static func verdict(_ answer: String, prefix count: Int = 4) -> Bool? {
        let text = answer.lowercased()
        if text == "yes" || text == "no" { return text == "yes" }
        let prefix = text.prefix(count)
        if prefix.contains("yes") { return true }
        return prefix.contains("no") ? false : nil
    }

    /// The logged values of subtasks' verdicts: `eval/mme`, accuracies over everything, the two sums, `eval/mme.<subtask>`.
    ///
    /// Perception and cognition are told apart where a subtask of cognition was asked; else `eval/mme` is perception's sum.
    public static func metrics(_ verdicts: [(subtask: String, isRight: [Bool])]) -> [(name: String, value: Double)] {
        let all = MMEScore(verdicts.flatMap(\.isRight))
        let parts = verdicts.map { (subtask: $0.subtask, score: MMEScore($0.isRight).score) }
        var sums: [(name: String, value: Double)] = [
            ("eval/mme", parts.reduce(0) { $0 + $1.score }), ("eval/accuracy", all.accuracy),
            ("eval/accuracy_plus", all.accuracyPlus),
        ]
        let cognition = parts.filter { MMESubtask(rawValue: $0.subtask)?.isCognition ?? false }
        if !cognition.isEmpty {
            let sum = cognition.reduce(0) { $0 + $1.score }
            sums += [("eval/mme.perception", sums[0].value - sum), ("eval/mme.cognition", sum)]
        }
        return sums + parts.map { ("eval/mme.\($0.subtask)", $0.score) }
    }
}
