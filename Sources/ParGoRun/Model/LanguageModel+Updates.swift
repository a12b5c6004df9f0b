extension LanguageModel {
    /// Puts the low-rank updates of the settings beside the model's maps; none where their rank is zero.
    ///
    /// A model that is read and not trained needs none of their dropout.
    func addUpdates(_ settings: LoRASettings, withDropout: Bool = true, _ generator: inout SeededGenerator) {
        guard settings.rank > 0 else { return }
        addUpdates(
            rank: settings.rank,
            alpha: Float(settings.alpha),
            dropout: withDropout ? Float(settings.dropout) : 0,
            targets: settings.targets,
            &generator
        )
    }

    /// Puts a low-rank update beside each targeted map of each block.
    public func addUpdates(
        rank: Int,
        alpha: Float,
        dropout: Float,
        targets: [LoRATarget],
        _ generator: inout SeededGenerator
    ) {
        for (index, block) in blocks.enumerated() {
            for target in targets {
                let linear = block.linear(target)
                let part = [.query, .key, .value, .output].contains(target) ? "self_attn" : "mlp"
                let update = LowRankUpdate(
                    "model.layers.\(index).\(part).\(target.rawValue)",
                    from: linear.weight.value.columns,
                    to: linear.weight.value.rows,
                    rank: rank,
                    alpha: alpha,
                    dropout: dropout,
                    &generator
                )
                linear.update = update
            }
        }
    }
}
