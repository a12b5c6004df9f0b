/// A benchmark's questions with the places of their images in a feature table.
enum Suite {
    case mme([(suite: MMESuite, images: [Int])])
    case mmbench(ChoiceSuite, images: [Int])
    case seed(ChoiceSuite, images: [Int])

    /// How many times the model is asked.
    var count: Int {
        switch self {
        case .mme(let subtasks): subtasks.reduce(0) { $0 + $1.suite.items.count }
        case .mmbench(let suite, _): suite.items.reduce(0) { $0 + $1.choice.options.count }
        case .seed(let suite, _): suite.items.count
        }
    }

    /// Asks everything; `done` is told how many questions were asked since it was told last.
    func ask(
        _ answerer: Answerer,
        _ settings: EvaluationSettings,
        done: @escaping (Int) throws -> Void
    ) throws -> BenchmarkResult {
        let asking = Asking(answerer: answerer, settings: settings, done: done)
        return switch self {
        case .mme(let subtasks): try asking.mme(subtasks)
        case .mmbench(let suite, let images): try asking.mmbench(suite, images)
        case .seed(let suite, let images):
            try settings.seedRule == .likelihood
                ? asking.seedByLikelihood(suite, images) : asking.seedByGeneration(suite, images)
        }
    }
}
