/// Multiplications and additions of one training step of the plain model: every key of every query, every row of every
/// layer, but no gradient of a frozen weight or of visual features.
///
/// What PyTorch computes for the same model; ours computes less of it.
struct OperationCount {
    let total: Double

    init(_ configuration: TrainerConfiguration, stage: Int) {
        let (p, llm, lora) = (configuration.projector, configuration.llm, configuration.lora)
        let sequences = configuration.train.batch * configuration.train.accumulate
        let (queries, visual) = (p.partialTokens + p.globalTokens, configuration.visualTokens)
        let rows = queries + Benchmark.textLength
        let source = configuration.vision.width
        // Forward 1, gradient of the input 1, gradient of the weights 1, each 2 operations a weight and row.
        let layer =
            3 * 2 * queries * (6 * p.hidden * p.hidden + 2 * p.hidden * p.ffn)
            + 2 * 2 * visual * 2 * source * p.hidden
            + 3 * 4 * queries * (queries + visual) * p.hidden
        let projector = p.depth * layer + 3 * 2 * queries * p.hidden * llm.width
        let maps = 2 * llm.width * (llm.width + llm.keyWidth) + 3 * llm.width * llm.ffn
        let block = 2 * 2 * rows * maps + 3 * 4 * rows * rows * llm.width
        let updates = stage == 2 ? lora.targets.count * lora.rank * 2 * llm.width : 0
        let language = llm.depth * (block + 3 * 2 * rows * updates) + 2 * 2 * rows * llm.width * llm.vocabulary
        total = Double(sequences) * Double(projector + language)
    }
}
