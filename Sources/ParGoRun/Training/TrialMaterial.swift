#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a trial reads from disk before it trains: tokens, questions, and each image's features.
struct TrialMaterial {
    let captions: TrainingData
    let questions: TrainingData
    let vocabulary: Vocabulary
    let features: FeatureTable
    private let gathered = Tensor()
    private let suites: [(suite: MMESuite, images: [Int])]

    init(
        _ folder: URL,
        _ configuration: TrainerConfiguration,
        _ backbone: Backbone,
        _ cache: Cache,
        _ report: TrainerReport
    ) throws {
        let words = folder.appending(path: "vocabulary.txt")
        vocabulary = Vocabulary(fileText: try DiskFile.text(words))
        guard vocabulary == Vocabulary.scenes else {
            throw TrainingFailure.data(
                file: words.path,
                reason: "is not the vocabulary that the language model was trained with"
            )
        }
        var images = ImageList()
        captions = try TrainingData(folder.appending(path: "captions.json"), vocabulary: vocabulary, images: &images)
        questions = try TrainingData(folder.appending(path: "questions.json"), vocabulary: vocabulary, images: &images)
        suites = try Self.suites(folder.appending(path: "mme"), images: &images)
            .filter { item in configuration.eval.subtasks.contains { $0.rawValue == item.suite.subtask } }
        features = try FeatureTable(
            images,
            encoder: backbone.vision,
            encoderKey: backbone.key,
            cache: cache,
            report: report
        )
    }

    /// Every subtask's questions, also those not asked, so that trials that ask different ones share the features.
    private static func suites(
        _ folder: URL,
        images: inout ImageList
    ) throws -> [(suite: MMESuite, images: [Int])] {
        var suites: [(suite: MMESuite, images: [Int])] = []
        for subtask in Subtask.allCases {
            let suite = try MMESuite(folder, subtask: subtask.rawValue)
            let pictures = folder.appending(path: "images/\(subtask.rawValue)")
            suites.append((suite, suite.items.map { images.place(of: pictures.appending(path: $0.image)) }))
        }
        return suites
    }

    /// Asks each question; the answer is the most likely next token, or the most likely text where answers may be longer.
    func evaluate(_ model: VisionLanguageModel, _ settings: EvaluationSettings) -> EvaluationResult {
        let size = settings.batch
        var result = EvaluationResult(prefix: settings.answerPrefix)
        model.language.mergeUpdates()
        for (suite, images) in suites {
            for start in stride(from: 0, to: suite.items.count, by: size) {
                let range = start..<min(start + size, suite.items.count)
                let (questions, own) = (range.map { suite.items[$0].question }, range.map { images[$0] })
                let answers =
                    settings.answerTokens == 1
                    ? answer(questions, images: own, model)
                    : zip(questions, own).map { answer($0, image: $1, model, settings) }
                for (index, answer) in zip(range, answers) {
                    result.add(suite.subtask, suite.items[index], answer)
                }
            }
        }
        return result
    }

    private func answer(
        _ question: String,
        image: Int,
        _ model: VisionLanguageModel,
        _ settings: EvaluationSettings
    ) -> String {
        let text = prompt(question)
        let tokens = model.text(
            after: TokenBatch([text], imageTokens: model.projector?.tokens ?? 0),
            features: features.gather([image], into: gathered),
            beams: settings.beams,
            longest: settings.answerTokens,
            end: vocabulary.number(Vocabulary.end)
        )
        return vocabulary.decode(tokens)
    }

    private func prompt(_ question: String) -> TokenizedText {
        let tokens = [vocabulary.number(Vocabulary.begin)] + Conversation.question(question, vocabulary)
        return TokenizedText(tokens: tokens, labels: tokens.map { _ in CrossEntropy.ignored })
    }

    private func answer(_ questions: [String], images: [Int], _ model: VisionLanguageModel) -> [String] {
        let batch = TokenBatch(questions.map(prompt), imageTokens: model.projector?.tokens ?? 0)
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
