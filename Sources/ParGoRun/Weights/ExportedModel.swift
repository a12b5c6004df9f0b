/// The parts of a model that are to be written, with weights still to be read.
struct ExportedModel {
    private let encoder: VisionEncoder?
    private let projector: (any Projector)?
    private let language: LanguageModel?
    private let parts: Set<WeightPart>

    /// Makes the parts in the configuration's sizes; an open vocabulary is that of the weights.
    init(_ configuration: TrainerConfiguration, _ source: WeightSource, parts: Set<WeightPart>) throws(TrainingFailure)
    {
        self.parts = parts
        try MemoryNeed(weightsOf: parts, configuration).check()
        var generator = SeededGenerator(seed: configuration.seed, stream: "weights")
        encoder = parts.contains(.encoder) ? VisionEncoder(configuration.vision, &generator) : nil
        projector = parts.contains(.projector) ? configuration.makeProjector(&generator) : nil
        guard !parts.isDisjoint(with: [.language, .updates]) else {
            language = nil
            return
        }
        var shape = configuration.llm
        if shape.vocabulary == 0 { shape.vocabulary = source.vocabulary ?? 1 }
        let model = LanguageModel(shape, &generator)
        if parts.contains(.updates) { model.addUpdates(configuration.lora, withDropout: false, &generator) }
        language = model
    }

    /// A part's weights.
    func weights(_ part: WeightPart) -> [Parameter] {
        switch part {
        case .encoder: encoder?.parameters ?? []
        case .projector: projector?.parameters ?? []
        case .language: parts.contains(.language) ? language?.parameters ?? [] : []
        case .updates: language?.updateParameters ?? []
        }
    }

    /// All parts' weights.
    var parameters: [Parameter] { WeightPart.allCases.flatMap(weights) }

    /// The maps that have a low-rank update beside them.
    var adapted: Set<String> {
        Set(
            weights(.updates).filter { $0.name.contains(".lora_A.") }
                .map { $0.name.replacing("base_model.model.", with: "").replacing(".lora_A.", with: ".") }
        )
    }

    /// Adds each low-rank update into the map beside it.
    func merge() {
        for group in (language?.blocks ?? []).flatMap(\.groups) { group.bakeUpdates() }
    }
}

extension WeightSource {
    /// How many words the token table of a language model has, where there is one.
    var vocabulary: Int? {
        tensors.first { $0.key.hasSuffix("model.embed_tokens.weight") }?.value.entry.shape.first
    }
}
