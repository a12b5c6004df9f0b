/// What all blocks of a language model share in one pass: where rows stand, and who sees whom.
struct LanguageLayout {
    let sequences: Sequences
    let positions: [Int]
    let plan: AttentionPlan
    let lastPlan: AttentionPlan

    init(_ sequences: Sequences, chosen: [Int]) {
        self.sequences = sequences
        positions = sequences.positions
        plan = AttentionPlan(causal: sequences)
        lastPlan = AttentionPlan(causal: sequences, queries: chosen)
    }
}
