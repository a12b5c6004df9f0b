#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The two frozen parts, standing in for a pre-trained EVA-02 and a pre-trained Vicuna.
///
/// Trained once a configuration: the encoder to name the object on each patch, the language model to read scene
/// descriptions and answer questions about them. They see endless generated scenes, none of them from the data set; of a folder of
/// one's own the language model reads the conversations, too, without the images.
public struct Backbone {
    /// The vision encoder.
    public let vision: VisionEncoder
    /// The language model.
    public let language: LanguageModel
    /// The key of everything it was made from.
    public let key: String

    /// Raised when training a backbone gives other weights.
    static let version = 2

    /// The key of the backbone that a configuration asks for.
    static func key(_ configuration: TrainerConfiguration, _ folder: DataFolder) -> String {
        let (vision, llm, backbone) = (configuration.vision, configuration.llm, configuration.backbone)
        let data = configuration.data
        var words = "\(data.objects) \(data.turns) \(folder.vocabulary.words)"
        // What scenes with short questions alone were made under keeps its key.
        if data.tasks != [.vqa] { words += " \(data.tasks)" }
        if data.hasGlyphs { words += " \(data.glyphs)" }
        let own = folder.ownTexts
        if !own.isEmpty { words += " \(own)" }
        return ContentKey("\(version) \(SceneFolder.version) \(vision) \(llm) \(backbone) \(words)").description
    }

    /// The name of its entry in a cache.
    static func entry(_ configuration: TrainerConfiguration, _ folder: DataFolder) -> String {
        "backbone-\(key(configuration, folder)).safetensors"
    }

    /// The backbone of a configuration, read from the cache or trained and put there.
    ///
    /// With `recomputes` the language model's blocks make their activations again in the backward pass.
    public init(
        _ configuration: TrainerConfiguration,
        _ data: DataFolder,
        cache: Cache,
        workers: Workers,
        recomputes: Bool = false,
        report: TrainerReport
    ) throws {
        var generator = SeededGenerator(seed: configuration.backbone.seed, stream: "backbone/weights")
        let encoder = VisionEncoder(configuration.vision, &generator)
        var shape = configuration.llm
        shape.vocabulary = max(shape.vocabulary, data.vocabulary.words.count)
        let model = LanguageModel(shape, &generator)
        (vision, language, key) = (encoder, model, Self.key(configuration, data))
        let parameters = encoder.parameters + model.parameters
        let waiting = { try report(.message("Waiting for another process that is training the same backbone")) }
        let entry = try cache.entry(Self.entry(configuration, data), waiting: waiting) { target in
            try VisionPretraining(encoder, configuration).run(report: report)
            try LanguagePretraining(model, configuration, data, workers: workers, recomputes: recomputes)
                .run(report: report)
            try WeightFile.write(parameters, to: target)
        }
        try WeightFile.read(entry, into: parameters)
        parameters.freeze()
    }
}
