/// A part of the model with weights from files: its output, and the gradient of each of its weights.
public final class PartModel {
    /// Which part.
    public let part: ModelPart
    /// What was loaded, what was left over.
    public var report: [String] { loading.report }
    private let loading: WeightLoading
    private let encoder: VisionEncoder?
    private let projector: (any Projector)?
    private let language: LanguageModel?
    private let parameters: [Parameter]
    /// V and W: an image's features.
    private let (patches, visualWidth): (Int, Int)

    /// Makes the part as configured and loads its weights.
    ///
    /// The vocabulary is that of the weights, where `llm.vocab` leaves it open; low-rank updates are there when
    /// `lora.rank` is above 0 and the weights have them. Throws `FileFailure` where a weight is missing or has another shape.
    public init(
        _ part: ModelPart,
        _ configuration: TrainerConfiguration,
        _ source: WeightSource,
        withGradients: Bool = false
    ) throws {
        self.part = part
        (patches, visualWidth) = (configuration.visualTokens, configuration.vision.width)
        try MemoryNeed(part, configuration, withGradients: withGradients).check()
        var generator = SeededGenerator(seed: configuration.seed, stream: "weights")
        let hasVision = part == .vision || part == .model
        encoder = hasVision ? VisionEncoder(configuration.vision, &generator) : nil
        projector = part == .projector || part == .model ? configuration.makeProjector(&generator) : nil
        language = part == .llm || part == .model ? Self.language(configuration, source, &generator) : nil
        let own = (encoder?.parameters ?? []) + (projector?.parameters ?? [])
        parameters = own + (language.map { $0.parameters + $0.updateParameters } ?? [])
        loading = try WeightLoading(source, into: parameters)
        // The released code leaves this norm at one and zero, and its checkpoint may do without.
        try loading.requireAll(but: ["ln_vision."])
        loading.load()
        language?.mergeUpdates()
        // Nobody goes back: layers need no memory of their own.
        if !withGradients { parameters.freeze() }
        language?.recomputes = !withGradients
        projector?.recomputes = !withGradients
    }

    private static func language(
        _ configuration: TrainerConfiguration,
        _ source: WeightSource,
        _ generator: inout SeededGenerator
    ) -> LanguageModel {
        var shape = configuration.llm
        if shape.vocabulary == 0 {
            shape.vocabulary = source.vocabulary ?? Vocabulary.scenes.words.count
        }
        let model = LanguageModel(shape, &generator)
        if source.tensors.keys.contains(where: { $0.contains(".lora_A.") }) {
            model.addUpdates(configuration.lora, withDropout: false, &generator)
        }
        return model
    }

    /// What comes out, under `part.output`; and `loss`, the mean over labelled tokens, where the inputs have labels.
    public func forward(_ inputs: PartInputs) throws -> [(name: String, tensor: Tensor)] {
        switch part {
        case .vision: return [(part.output, byImage(try features(inputs)))]
        case .projector: return [(part.output, try tokens(inputs).output)]
        case .llm, .model:
            let pass = try languagePass(inputs)
            let logits = Tensor(viewOf: pass.logits, from: 0, [pass.text.count, pass.text.length, pass.logits.columns])
            guard inputs.has("labels") else { return [(part.output, logits)] }
            let loss = CrossEntropy().forward(pass.logits, labels: pass.text.batch.targets)
            return [(part.output, logits), ("loss", Tensor([1], [Float(loss)]))]
        }
    }

    /// The gradient of sum(output * `cotangent`), or of the mean loss of `labels`: a tensor for each one of the weight
    /// files that is used, under its name and in its shape.
    public func gradients(_ inputs: PartInputs) throws -> [(name: String, tensor: Tensor)] {
        parameters.clearGradients()
        switch part {
        case .vision:
            let output = try features(inputs)
            encoder?.backward(try cotangent(inputs, output, output.rows / patches))
        case .projector:
            let pass = try tokens(inputs)
            projector?.backward(try cotangent(inputs, pass.output, pass.output.shape[0]))
        case .llm, .model: try languageGradients(inputs)
        }
        return loading.bindings.map { ($0.name, $0.gradient()) }
    }

    // MARK: - Vision and projector

    private func features(_ inputs: PartInputs) throws -> Tensor {
        guard let encoder else { return Tensor() }
        return encoder.forward(try inputs.floats("pixels", [nil, 3, encoder.shape.image, encoder.shape.image]))
    }

    private func tokens(_ inputs: PartInputs) throws -> (output: Tensor, visual: Tensor) {
        guard let projector else { return (Tensor(), Tensor()) }
        let visual = try inputs.floats("visual", [nil, patches, visualWidth])
        let batch = visual.shape[0]
        visual.reshape([batch * patches, visualWidth])
        let output = projector.forward(visual, batch: batch)
        return (Tensor(viewOf: output, from: 0, [batch, projector.tokens, output.columns]), visual)
    }

    /// Features under the shape (images, V, W).
    private func byImage(_ features: Tensor) -> Tensor {
        Tensor(viewOf: features, from: 0, [features.rows / patches, patches, visualWidth])
    }

    private func cotangent(_ inputs: PartInputs, _ output: Tensor, _ samples: Int) throws -> Tensor {
        guard inputs.has("cotangent") else {
            let hint = part == .llm || part == .model ? " nor 'labels'" : ""
            throw inputs.failure("has no 'cotangent'\(hint): there is nothing to take a gradient of")
        }
        let shape = [samples, output.rows / max(samples, 1), output.columns]
        let tensor = try inputs.floats("cotangent", shape)
        tensor.reshape([output.rows, output.columns])
        return tensor
    }

    // MARK: - Language

    private struct LanguagePass {
        let model: VisionLanguageModel
        let text: PartText
        let logits: Tensor
    }

    private func languagePass(_ inputs: PartInputs) throws -> LanguagePass {
        guard let language else { preconditionFailure("PartModel: no language model in \(part)") }
        var (image, source) = (Tensor?.none, projector)
        if part == .model {
            image = try features(inputs)
        } else if inputs.has("visual_tokens") {
            let given = try inputs.floats("visual_tokens", [nil, nil, language.shape.width])
            source = GivenTokens(tokens: given.shape[1])
            given.reshape([given.rows, given.columns])
            image = given
        }
        let text = try PartText(inputs, imageTokens: source?.tokens ?? 0, language.shape)
        let images = image.map { $0.rows / (part == .model ? patches : max(source?.tokens ?? 1, 1)) }
        guard images ?? text.count == text.count else {
            throw inputs.failure("has \(images ?? 0) images for \(text.count) rows of input_ids")
        }
        let model = VisionLanguageModel(projector: source, language: language)
        let rows = Array(0..<text.batch.sequences.rows)
        return LanguagePass(model: model, text: text, logits: model.logits(text.batch, features: image, rows: rows))
    }

    private func languageGradients(_ inputs: PartInputs) throws {
        let pass = try languagePass(inputs)
        let visual = Tensor()
        let loss = CrossEntropy()
        var change = loss.gradient
        if inputs.has("labels") {
            _ = loss.forward(pass.logits, labels: pass.text.batch.targets)
        } else {
            change = try cotangent(inputs, pass.logits, pass.text.count)
        }
        pass.model.backward(change, pass.text.batch, visual: part == .model ? visual : nil)
        encoder?.backward(visual)
    }
}
