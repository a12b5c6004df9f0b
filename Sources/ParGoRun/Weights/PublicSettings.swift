/// The settings that another program reads beside weights: `config.json` of Hugging Face's Llama, `adapter_config.json` of PEFT.
struct PublicSettings {
    let fileName: String
    let text: String

    /// Nil for formats that have none.
    init?(_ configuration: TrainerConfiguration, _ format: WeightFormat, vocabulary: Int) {
        switch format {
        case .huggingFace: (fileName, text) = ("config.json", Self.llama(configuration.llm, vocabulary))
        case .peft: (fileName, text) = ("adapter_config.json", Self.adapter(configuration.lora))
        case .timm, .openClip, .eva, .pargo: return nil
        }
    }

    private static func llama(_ shape: LanguageModel.Shape, _ vocabulary: Int) -> String {
        JSONNode.object([
            .init("architectures", .list([.text("LlamaForCausalLM")])), .init("model_type", .text("llama")),
            .init("hidden_size", .integer(shape.width)), .init("intermediate_size", .integer(shape.ffn)),
            .init("num_hidden_layers", .integer(shape.depth)), .init("num_attention_heads", .integer(shape.heads)),
            .init("num_key_value_heads", .integer(shape.keyHeads)), .init("vocab_size", .integer(vocabulary)),
            .init("max_position_embeddings", .integer(shape.length)),
            .init("rms_norm_eps", .number(shape.normEpsilon)), .init("rope_theta", .number(shape.rotaryBase)),
            .init("hidden_act", .text("silu")), .init("attention_bias", .bool(false)), .init("mlp_bias", .bool(false)),
            .init("tie_word_embeddings", .bool(false)),
        ])
        .text() + "\n"
    }

    private static func adapter(_ lora: LoRASettings) -> String {
        JSONNode.object([
            .init("peft_type", .text("LORA")), .init("task_type", .text("CAUSAL_LM")), .init("r", .integer(lora.rank)),
            .init("lora_alpha", .number(lora.alpha)), .init("lora_dropout", .number(lora.dropout)),
            .init("target_modules", .list(lora.targets.map { .text($0.rawValue) })), .init("bias", .text("none")),
            .init("fan_in_fan_out", .bool(false)), .init("inference_mode", .bool(true)),
            .init("base_model_name_or_path", .null),
        ])
        .text() + "\n"
    }
}
