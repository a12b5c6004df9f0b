/// A program's way of naming weights, to write them for it.
public enum WeightFormat: String, CaseIterable, Sendable {
    /// The encoder as timm's `Eva` names it, three maps for queries, keys and values.
    case timm
    /// The same behind open_clip's `visual.trunk.`.
    case openClip = "open_clip"
    /// The encoder as EVA-CLIP's own checkpoints name it, behind `visual.`.
    case eva
    /// The language model as Hugging Face's Llama names it.
    case huggingFace = "hf"
    /// All parts that there are as the released ParGo code names them.
    case pargo
    /// The low-rank updates as PEFT's adapters name them.
    case peft

    /// The parts that it has names for.
    var parts: [WeightPart] {
        switch self {
        case .timm, .openClip, .eva: [.encoder]
        case .huggingFace: [.language]
        case .pargo: [.encoder, .projector, .language, .updates]
        case .peft: [.updates]
        }
    }

    /// Whether parts that the weights do not have may be left out.
    var isPartial: Bool { self == .pargo }

    /// The name of one of our weights; nil for one that the format has none for.
    ///
    /// `adapted` are the maps with a low-rank update, which PEFT's wrapped models name in another way.
    func name(_ own: String, adapted: Set<String> = []) -> String? {
        switch self {
        case .timm: WeightNames.timm(own)
        case .openClip: WeightNames.timm(own).map { "visual.trunk.\($0)" }
        case .eva: WeightNames.encoder(own).map { "visual.\($0)" }
        case .huggingFace, .peft: own
        case .pargo: WeightNames.released(own, adapted: adapted)
        }
    }

    /// The file that other programs look for in a folder.
    var fileName: String { self == .peft ? "adapter_model.safetensors" : "model.safetensors" }
}

/// A part of the model whose weights are written together.
enum WeightPart: String, CaseIterable {
    case encoder = "vision encoder"
    case projector
    case language = "language model"
    case updates = "low-rank updates"
}

extension WeightNames {
    /// An encoder's weight without our prefix: EVA-CLIP's own name.
    static func encoder(_ own: String) -> String? {
        own.hasPrefix("visual_encoder.") ? String(own.dropFirst("visual_encoder.".count)) : nil
    }

    /// The same in timm's words.
    static func timm(_ own: String) -> String? {
        guard let name = encoder(own) else { return nil }
        let word = encoderWords.first { name.hasPrefix("blocks.") && name.hasSuffix(".\($0.1)") }
        return word.map { String(name.dropLast($0.1.count)) + $0.0 } ?? name
    }

    /// The released code's name: the language model behind `llm_model.`, wrapped by PEFT where some map is adapted.
    static func released(_ own: String, adapted: Set<String>) -> String? {
        if own.contains(".lora_") { return "llm_model." + own.replacing(".weight", with: ".default.weight") }
        guard own.hasPrefix("model.") || own.hasPrefix("lm_head.") else { return own }
        guard !adapted.isEmpty else { return "llm_model.\(own)" }
        let name = adapted.contains(own) ? own.replacing(".weight", with: ".base_layer.weight") : own
        return "llm_model.base_model.model.\(name)"
    }
}
