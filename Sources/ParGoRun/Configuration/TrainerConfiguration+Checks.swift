extension TrainerConfiguration {
    /// What no single key's range can say: keys that must fit one another.
    func check() throws(ConfigurationError) {
        try checkVision()
        try checkProjector()
        try checkLanguage()
        try checkQuestions()
        if lora.rank > 0, lora.targets.isEmpty {
            throw ConfigurationError(
                "lora.targets",
                "is empty while lora.rank is \(lora.rank)",
                suggestion: "Set lora.rank to 0"
            )
        }
        let longest = 1 + projector.partialTokens + projector.globalTokens + Self.longestText(data)
        if longest > llm.length {
            throw ConfigurationError(
                "llm.length",
                "is \(llm.length), but image tokens and text can take \(longest)",
                suggestion: "Set it to \(longest)"
            )
        }
    }

    private func checkQuestions() throws(ConfigurationError) {
        if eval.subtasks.isEmpty { throw ConfigurationError("eval.subtasks", "names no subtask") }
        if eval.benchmarks.isEmpty { throw ConfigurationError("eval.benchmarks", "names no benchmark") }
        if data.tasks.isEmpty { throw ConfigurationError("data.tasks", "names no task") }
        if data.hasGlyphs, data.glyphs < 0.01 {
            throw ConfigurationError(
                "data.glyphs",
                "is \(JSONNode.number(data.glyphs)): hardly a scene would have a letter; must be 0 or at least 0.01"
            )
        }
        guard data.isGenerated else { return }
        let own = MMESubtask.posed(by: data)
        if let other = eval.subtasks.first(where: { !own.contains($0) }) {
            let glyphs = other == .text ? "data.glyphs above 0, or " : ""
            throw ConfigurationError(
                "eval.subtasks",
                "names \(other.rawValue), and generated scenes have \(own.map(\.rawValue).joined(separator: ", "))",
                suggestion: "Set \(glyphs)data.folder to a folder with MME's files"
            )
        }
        if !data.tasks.contains(.choice), let other = eval.benchmarks.first(where: { $0 != .mme }) {
            throw ConfigurationError(
                "eval.benchmarks",
                "names \(other.rawValue), whose lettered options a model without the task choice does not know",
                suggestion: "Add choice to data.tasks"
            )
        }
    }

    private func checkVision() throws(ConfigurationError) {
        guard vision.image % vision.patch == 0 else {
            throw ConfigurationError("vision.patch", "is \(vision.patch), must divide vision.image \(vision.image)")
        }
        guard vision.width % (4 * vision.heads) == 0 else {
            throw ConfigurationError(
                "vision.width",
                "is \(vision.width), must be vision.heads \(vision.heads) times a multiple of 4"
            )
        }
    }

    private func checkProjector() throws(ConfigurationError) {
        guard projector.hidden % projector.heads == 0 else {
            throw ConfigurationError(
                "projector.hidden",
                "is \(projector.hidden), must be a multiple of projector.heads \(projector.heads)"
            )
        }
        guard projector.partialTokens + projector.globalTokens > 0 else {
            throw ConfigurationError(
                "projector.global_tokens",
                "is 0 and so is projector.partial_tokens: no token is left"
            )
        }
        try checkPartialTokens()
        try checkAllTokens()
        let widths = projector.cascadeWidths
        if !widths.isEmpty, widths.count != projector.depth {
            throw ConfigurationError(
                "projector.cascade_widths",
                "has \(widths.count) widths for projector.depth \(projector.depth)"
            )
        }
    }

    private func checkPartialTokens() throws(ConfigurationError) {
        let (partial, visual) = (projector.partialTokens, visualTokens)
        if partial > 0, projector.kind == .pargo, visual % partial != 0 {
            let divisors = (1...visual).filter { visual % $0 == 0 }
            let near = divisors.min { abs($0 - partial) < abs($1 - partial) } ?? 1
            throw ConfigurationError(
                "projector.partial_tokens",
                "is \(partial), must divide the \(visual) visual tokens",
                suggestion: "Nearest that does: \(near)"
            )
        }
    }

    private func checkAllTokens() throws(ConfigurationError) {
        let tokens = projector.partialTokens + projector.globalTokens
        let sum = "projector.partial_tokens + projector.global_tokens"
        switch projector.kind {
        case .pargo, .qformer, .resampler: return
        case .linear, .mlp:
            guard visualTokens % tokens != 0 else { return }
            throw ConfigurationError(
                "projector.kind",
                "is \(projector.kind.rawValue), which merges neighbours: \(sum), \(tokens), must divide the \(visualTokens) "
                    + "visual tokens"
            )
        case .convolutional:
            guard Self.root(tokens) == nil else { return }
            let root = Int(Double(tokens).squareRoot())
            throw ConfigurationError(
                "projector.kind",
                "is c_abstractor, which pools to a square: \(sum) is \(tokens)",
                suggestion: "Take \(root * root) or \((root + 1) * (root + 1))"
            )
        }
    }

    private func checkLanguage() throws(ConfigurationError) {
        guard llm.width % (2 * llm.heads) == 0 else {
            throw ConfigurationError(
                "llm.width",
                "is \(llm.width), must be llm.heads \(llm.heads) times an even number"
            )
        }
        guard llm.heads % llm.keyHeads == 0 else {
            throw ConfigurationError("llm.kv_heads", "is \(llm.keyHeads), must divide llm.heads \(llm.heads)")
        }
    }

    /// The longest conversation or description in tokens: a caption of all objects before the questions.
    static func longestText(_ data: DataSettings) -> Int {
        let (object, extra) = (6, 6)
        return extra + object * data.objects + longestExchange(data) * data.turns
    }

    /// The longest question with its answer: lettered options, or a request that is answered with a whole description.
    private static func longestExchange(_ data: DataSettings) -> Int {
        switch (data.tasks == [.vqa], data.hasGlyphs) {
        case (true, false): 11
        case (true, true): 13
        case (false, false): max(42, 12 + 5 * data.objects)
        case (false, true): max(46, 12 + 6 * data.objects)
        }
    }
}
