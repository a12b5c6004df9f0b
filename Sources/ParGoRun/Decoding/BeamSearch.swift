/// Continues a prompt with its most likely text: greedily with one beam, else by beam search (Graves 2012).
///
/// A finished text's score is the mean log-probability of its tokens, the end's included: Hugging Face's length penalty 1. The
/// search ends when no text that goes on can beat the worst of the kept ones any more.
struct BeamSearch {
    /// How many texts are followed at a time.
    let beams: Int
    /// The most tokens that a text may have.
    let longest: Int
    /// The token that ends a text.
    let end: Int32

    private struct Beam {
        var tokens: [Int32]
        var score: Double
        let cache: KeyValueCache
        let logits: [Float]
    }

    private struct Candidate {
        let beam: Int
        let token: Int32
        let score: Double
    }

    /// The best text after a prompt's embeddings (n, width), without the token that ends it.
    func text(after prompt: Tensor, _ model: LanguageModel) -> [Int32] {
        let room = min(longest, model.shape.length - prompt.rows)
        guard room > 0 else { return [] }
        let cache = model.makeCache(capacity: prompt.rows + room)
        var alive = [Beam(tokens: [], score: 0, cache: cache, logits: model.extend(prompt, cache))]
        var finished: [(tokens: [Int32], score: Double)] = []
        for length in 1...room {
            var chosen: [Candidate] = []
            for (rank, candidate) in candidates(alive).enumerated() where chosen.count < beams {
                guard candidate.token == end else {
                    chosen.append(candidate)
                    continue
                }
                if rank < beams { finished.append((alive[candidate.beam].tokens, candidate.score / Double(length))) }
            }
            finished = Array(finished.sorted { $0.score > $1.score }.prefix(beams))
            let best = (chosen.first?.score ?? -.infinity) / Double(length)
            if finished.count == beams, let worst = finished.last, worst.score >= best { break }
            if length == room {
                finished += chosen.map { (alive[$0.beam].tokens + [$0.token], $0.score / Double(length)) }
            } else {
                alive = grown(alive, chosen, model)
            }
        }
        return finished.max { $0.score < $1.score }?.tokens ?? []
    }

    /// The likeliest continuations of all beams, best first: twice as many as beams, so that enough are left if half of them end.
    private func candidates(_ alive: [Beam]) -> [Candidate] {
        let all = alive.enumerated()
            .flatMap { index, beam -> [Candidate] in
                let logs = Self.logarithms(beam.logits)
                let order = logs.indices.sorted { (logs[$1], $0) < (logs[$0], $1) }.prefix(2 * beams)
                return order.map { Candidate(beam: index, token: Int32($0), score: beam.score + logs[$0]) }
            }
        return Array(all.sorted { ($1.score, $0.beam, $0.token) < ($0.score, $1.beam, $1.token) }.prefix(2 * beams))
    }

    private func grown(_ alive: [Beam], _ chosen: [Candidate], _ model: LanguageModel) -> [Beam] {
        chosen.enumerated()
            .map { index, candidate in
                let parent = alive[candidate.beam]
                // The last child takes its parent's cache over.
                let isLast = !chosen.dropFirst(index + 1).contains { $0.beam == candidate.beam }
                let cache = isLast ? parent.cache : parent.cache.copy()
                return Beam(
                    tokens: parent.tokens + [candidate.token],
                    score: candidate.score,
                    cache: cache,
                    logits: model.extend(candidate.token, cache)
                )
            }
    }

    /// log softmax, in double precision.
    static func logarithms(_ logits: [Float]) -> [Double] {
        let highest = logits.max() ?? 0
        let total = logits.reduce(0.0) { $0 + exponential(Double($1 - highest)) }
        let shift = Double(highest) + naturalLogarithm(total)
        return logits.map { Double($0) - shift }
    }
}
