/// The public names of weights, translated into the ones that this trainer has.
///
/// Ours are Hugging Face's for Llama, the released ParGo code's for the projector, EVA-CLIP's behind `visual_encoder.` for
/// the encoder, and PEFT's for low-rank updates. Read are also timm's and open_clip's names of the encoder, the released
/// code's `llm_model.` and `Q_former.`, PEFT's wrapped models, and what DeepSpeed puts in front.
enum WeightNames {
    /// What one tensor of a file is.
    enum Meaning: Equatable {
        /// One of our weights.
        case weight(String)
        /// Several of our weights of equal size one below the other; nil for one that must be zero.
        case stacked([String?])
        /// Something that ParGo does not use.
        case unused
    }

    /// What a tensor of that name is.
    ///
    /// In a file of timm's encoder alone (`isEncoderAlone`) names have no prefix.
    static func meaning(_ name: String, isEncoderAlone: Bool = false) -> Meaning {
        var name = name[...]
        name.drop("module.")
        if isEncoderAlone { return encoder(name) }
        for prefix in ["visual_encoder.", "visual.trunk.", "visual."] where name.drop(prefix) { return encoder(name) }
        if name.drop("Q_former.") { name = "ParGo." + name }
        if name.hasPrefix("ParGo.") { return projector(name) }
        name.drop("llm_model.")
        return language(name)
    }

    /// Whether these are the names of timm's encoder by itself.
    static func isEncoderAlone(_ names: some Sequence<String>) -> Bool {
        names.contains { $0 == "patch_embed.proj.weight" || $0 == "module.patch_embed.proj.weight" }
    }

    /// timm's words on the left, EVA-CLIP's on the right.
    static let encoderWords = [
        ("attn.q_proj.bias", "attn.q_bias"), ("attn.v_proj.bias", "attn.v_bias"),
        ("attn.norm.weight", "attn.inner_attn_ln.weight"), ("attn.norm.bias", "attn.inner_attn_ln.bias"),
        ("mlp.norm.weight", "mlp.ffn_ln.weight"), ("mlp.norm.bias", "mlp.ffn_ln.bias"),
        ("mlp.fc1_g.weight", "mlp.w1.weight"), ("mlp.fc1_g.bias", "mlp.w1.bias"),
        ("mlp.fc1_x.weight", "mlp.w2.weight"), ("mlp.fc1_x.bias", "mlp.w2.bias"),
        ("mlp.fc2.weight", "mlp.w3.weight"), ("mlp.fc2.bias", "mlp.w3.bias"),
    ]

    private static func encoder(_ name: Substring) -> Meaning {
        let own = "visual_encoder."
        guard name.hasPrefix("blocks.") else {
            let isUsed = ["cls_token", "pos_embed"].contains(name) || name.hasPrefix("patch_embed.proj.")
            // The final norm and the head are left out by ParGo; angles of the rotary embedding are computed.
            return isUsed ? .weight(own + name) : .unused
        }
        let parts = name.split(separator: ".", maxSplits: 2)
        guard parts.count == 3 else { return .unused }
        let (block, word) = ("\(own)blocks.\(parts[1]).", String(parts[2]))
        switch word {
        case "attn.qkv.weight":
            return .stacked(["q", "k", "v"].map { "\(block)attn.\($0)_proj.weight" })
        case "attn.qkv.bias": return .stacked(["\(block)attn.q_bias", nil, "\(block)attn.v_bias"])
        case "attn.k_bias", "attn.k_proj.bias": return .stacked([nil])
        case _ where word.contains("rope"): return .unused
        default: return .weight(block + (encoderWords.first { $0.0 == word }?.1 ?? word))
        }
    }

    private static func projector(_ name: Substring) -> Meaning {
        let unused = ["position_ids", "word_embeddings.weight"].contains { name.hasSuffix($0) }
        let isText = name.contains(".intermediate.dense.") || isTextOutput(name)
        return unused || isText || name.hasPrefix("ParGo.cls.") ? .unused : .weight(String(name))
    }

    /// The text's feed-forward part, which the released code removes: `layer.N.output.…`, not an attention's own.
    private static func isTextOutput(_ name: Substring) -> Bool {
        let parts = name.split(separator: ".")
        return parts.count > 6 && parts[3] == "layer" && parts[5] == "output"
    }

    private static func language(_ name: Substring) -> Meaning {
        var name = name
        let wrapper = "base_model.model."
        name.drop(wrapper)
        if name.hasSuffix("rotary_emb.inv_freq") { return .unused }
        for matrix in [".lora_A.", ".lora_B."] {
            guard let range = name.firstRange(of: matrix) else { continue }
            // An adapter's name may stand between the matrix and `weight`.
            return .weight(wrapper + name[..<range.upperBound] + "weight")
        }
        let head = ["text.", "logit_scale"].contains { name.hasPrefix($0) }
        return head ? .unused : .weight(String(name).replacing(".base_layer.", with: "."))
    }
}

extension Substring {
    /// Takes `prefix` off the front, if it is there; says whether it was.
    @discardableResult fileprivate mutating func drop(_ prefix: String) -> Bool {
        guard hasPrefix(prefix) else { return false }
        self = dropFirst(prefix.count)
        return true
    }
}
