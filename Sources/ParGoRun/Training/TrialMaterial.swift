#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a trial reads from disk before it works: tokens, questions, and each image's features.
struct TrialMaterial {
    /// What the material is for, which is all that must be there of a folder of one's own.
    enum Purpose {
        case training
        case evaluation
    }

    /// Each stage's conversations, under its number.
    let stages: [Int: TrainingData]
    let vocabulary: Vocabulary
    let features: FeatureTable
    private let suites: [Suite]

    init(
        _ data: DataFolder,
        for purpose: Purpose,
        _ configuration: TrainerConfiguration,
        _ backbone: Backbone,
        _ cache: Cache,
        _ report: TrainerReport
    ) throws {
        vocabulary = data.vocabulary
        // Generated scenes are read as a whole, so that training and evaluation share one table of features.
        let isWhole = configuration.data.isGenerated
        var (images, stages) = (ImageList(), [Int: TrainingData]())
        if isWhole || purpose == .training {
            for stage in isWhole || configuration.train.stage == 0 ? [1, 2] : [configuration.train.stage] {
                stages[stage] = try data.training(stage, configuration, images: &images)
            }
        }
        suites = isWhole || purpose == .evaluation ? try data.suites(configuration, images: &images) : []
        self.stages = stages
        for stage in stages.keys.sorted() { try stages[stage]?.reportCuts(data.file(stage), report) }
        features = try FeatureTable(
            images,
            encoder: backbone.vision,
            encoderKey: backbone.key,
            cache: cache,
            report: report
        )
    }

    /// Asks each question of the configured benchmarks.
    func evaluate(
        _ model: VisionLanguageModel,
        _ settings: EvaluationSettings,
        report: @escaping TrainerReport
    ) throws -> [BenchmarkResult] {
        model.language.mergeUpdates()
        let answerer = Answerer(model, vocabulary, features, settings)
        let total = suites.reduce(0) { $0 + $1.count }
        var asked = 0
        return try suites.map { suite in
            try suite.ask(answerer, settings) { count in
                asked += count
                try report(.progress(done: asked, total: total, unit: "question"))
            }
        }
    }
}

extension TrainingData {
    /// Says how many conversations were too long.
    func reportCuts(_ file: URL, _ report: TrainerReport) throws {
        guard cut > 0 else { return }
        let lost = leftOut > 0 ? "; \(leftOut) of them had no answer left and are left out" : ""
        let all = samples.count + leftOut
        try report(
            .message("\(file.path): \(cut) of \(all) conversations do not fit in llm.length and were cut\(lost)")
        )
    }
}
