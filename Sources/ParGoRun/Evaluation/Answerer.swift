/// A model that answers questions about images: in words, or by how likely given answers are.
///
/// Low-rank updates count as they were merged last.
struct Answerer {
    private let model: VisionLanguageModel
    private let vocabulary: Vocabulary
    private let features: FeatureTable
    private let settings: EvaluationSettings
    private let gathered = Tensor()

    /// A question and its image's place in the feature table.
    struct Question {
        let text: String
        let image: Int
        /// File and line, for messages.
        let place: String
    }

    init(
        _ model: VisionLanguageModel,
        _ vocabulary: Vocabulary,
        _ features: FeatureTable,
        _ settings: EvaluationSettings
    ) {
        (self.model, self.vocabulary, self.features, self.settings) = (model, vocabulary, features, settings)
    }

    private var imageTokens: Int { model.projector?.tokens ?? 0 }

    /// The most likely next token of each question, or the most likely text where answers may be longer.
    func say(_ questions: [Question]) throws(TrainingFailure) -> [String] {
        var prompts: [TokenizedText] = []
        for question in questions { prompts.append(try prompt(question, answer: settings.answerTokens)) }
        let images = questions.map(\.image)
        return settings.answerTokens == 1 ? words(prompts, images) : zip(prompts, images).map(text)
    }

    /// The sum of the log-probabilities of each option's tokens and of the end behind them, after the question.
    func logLikelihoods(_ question: Question, _ options: [String]) throws(TrainingFailure) -> [Double] {
        let answers = options.map { vocabulary.encode($0) + [vocabulary.number(Vocabulary.end)] }
        let asked = try prompt(question, answer: answers.map(\.count).max() ?? 1)
        let texts = answers.map { TokenizedText(tokens: asked.tokens + $0, labels: asked.labels + $0) }
        let batch = TokenBatch(texts, imageTokens: imageTokens)
        let visual = features.gather(options.map { _ in question.image }, into: gathered)
        let rows = batch.labelledRows
        let logits = model.logits(batch, features: visual, rows: rows)
        var (sums, next) = ([Double](), 0)
        for answer in answers {
            let own = next..<next + answer.count
            sums.append(zip(own, answer).reduce(0) { $0 + Self.logProbability(of: Int($1.1), logits, row: $1.0) })
            next = own.upperBound
        }
        return sums
    }

    private static func logProbability(of token: Int, _ logits: Tensor, row: Int) -> Double {
        let values = Array(UnsafeBufferPointer(start: logits.base + row * logits.columns, count: logits.columns))
        return BeamSearch.logarithms(values)[token]
    }

    private func prompt(_ question: Question, answer: Int) throws(TrainingFailure) -> TokenizedText {
        let tokens =
            [vocabulary.number(Vocabulary.begin)] + Conversation.question("<image>\n" + question.text, vocabulary)
        let (needed, longest) = (tokens.count + imageTokens + answer, model.language.shape.length)
        guard needed <= longest else {
            throw .data(
                file: question.place,
                reason:
                    "takes \(needed) tokens with image and answer, and llm.length is \(longest); set it to \(needed)"
            )
        }
        return TokenizedText(tokens: tokens, labels: tokens.map { _ in CrossEntropy.ignored })
    }

    private func text(_ prompt: TokenizedText, image: Int) -> String {
        let tokens = model.text(
            after: TokenBatch([prompt], imageTokens: imageTokens),
            features: features.gather([image], into: gathered),
            beams: settings.beams,
            longest: settings.answerTokens,
            end: vocabulary.number(Vocabulary.end)
        )
        return vocabulary.decode(tokens)
    }

    private func words(_ prompts: [TokenizedText], _ images: [Int]) -> [String] {
        let batch = TokenBatch(prompts, imageTokens: imageTokens)
        let last = batch.sequences.starts.dropFirst().map { $0 - 1 }
        let logits = model.logits(batch, features: features.gather(images, into: gathered), rows: last)
        return (0..<logits.rows)
            .map { row in
                let values = UnsafeBufferPointer(start: logits.base + row * logits.columns, count: logits.columns)
                let best = values.indices.max { values[$0] < values[$1] } ?? 0
                return vocabulary.decode([Int32(best)])
            }
    }
}
