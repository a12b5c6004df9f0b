import ParGoRun
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Attention against a naive version in double precision, and its backward pass against difference quotients.
@Suite struct AttentionTests {
    enum Case: CaseIterable {
        case open
        case causal
        case groupedQueries
        case partialGlobalCross
        case partialGlobalSelf
        /// Longer than a causal tile is tall.
        case longCausal
        /// Hidden keys between visible ones.
        case holes

        var heads: Int { self == .groupedQueries ? 4 : 2 }
        var keyHeads: Int { 2 }
        var queries: Int {
            switch self {
            case .causal: 9
            case .longCausal: 70
            default: 5
            }
        }
        var keys: Int {
            switch self {
            case .open, .holes: 7
            case .causal: 9
            case .longCausal: 70
            case .partialGlobalCross: 6
            case .groupedQueries, .partialGlobalSelf: 5
            }
        }

        var mask: AttentionMask? {
            let layout = PartialGlobalMask(partial: 3, global: 2, visual: 6)
            switch self {
            case .open: return nil
            case .causal, .groupedQueries, .longCausal: return .causal(queries)
            case .holes: return AttentionMask(queries: 5, keys: 7) { ($0 + $1) % 2 == 0 }
            case .partialGlobalCross: return layout.cross()
            case .partialGlobalSelf: return layout.own(width: 2)
            }
        }
    }

    private let batch = 2
    private let headDim = 4

    private func inputs(_ item: Case) -> (Tensor, Tensor, Tensor) {
        (
            randomTensor([batch * item.queries, item.heads * headDim], seed: 1),
            randomTensor([batch * item.keys, item.keyHeads * headDim], seed: 2),
            randomTensor([batch * item.keys, item.keyHeads * headDim], seed: 3)
        )
    }

    @Test(arguments: Case.allCases) func agreesWithTheNaiveVersion(item: Case) {
        let (q, k, v) = inputs(item)
        let attention = Attention(heads: item.heads, keyHeads: item.keyHeads, headDim: headDim)
        let fast = attention.forward(query: q, key: k, value: v, batch: batch, mask: item.mask)
        let slow = naive(item, q, k, v)
        for (index, value) in slow.enumerated() { #expect(abs(Double(fast[index]) - value) < 1e-5) }
    }

    @Test(arguments: Case.allCases) func backwardAgreesWithDifferences(item: Case) {
        let (q, k, v) = inputs(item)
        let attention = Attention(heads: item.heads, keyHeads: item.keyHeads, headDim: headDim)
        let forward = { attention.forward(query: q, key: k, value: v, batch: batch, mask: item.mask) }
        let weights = randomTensor(forward().shape, seed: 9)
        attention.backward(weights)
        let value = { dot(forward(), weights) }
        let check = GradientCheck()
        check.expect("query", q, gradient: attention.queryGradient.values, value: value)
        check.expect("key", k, gradient: attention.keyGradient.values, value: value)
        check.expect("value", v, gradient: attention.valueGradient.values, value: value)
    }

    @Test func maskedKeysGetExactlyNothing() {
        let item = Case.partialGlobalCross
        let (q, k, v) = inputs(item)
        let attention = Attention(heads: 2, keyHeads: 2, headDim: headDim)
        _ = attention.forward(query: q, key: k, value: v, batch: batch, mask: item.mask)
        // The second sample's first query and its third and second key.
        #expect(attention.weight(head: 1, query: item.queries, key: item.keys + 2) == 0)
        #expect(attention.weight(head: 1, query: item.queries, key: item.keys + 1) > 0)
    }

    private func naive(_ item: Case, _ q: Tensor, _ k: Tensor, _ v: Tensor) -> [Double] {
        var result = [Double](repeating: 0, count: q.count)
        func at(_ x: Tensor, _ row: Int, _ head: Int, _ i: Int) -> Double {
            Double(x[row * x.columns + head * headDim + i])
        }
        for sample in 0..<batch {
            for head in 0..<item.heads {
                let shared = head / (item.heads / item.keyHeads)
                for query in 0..<item.queries {
                    let row = sample * item.queries + query
                    let weights = (0..<item.keys)
                        .map { key -> Double in
                            if let mask = item.mask, !mask.isVisible(query, key) { return 0 }
                            let other = sample * item.keys + key
                            let score = (0..<headDim)
                                .reduce(0.0) { $0 + at(q, row, head, $1) * at(k, other, shared, $1) }
                            return exp(score / Double(headDim).squareRoot())
                        }
                    let total = weights.reduce(0, +)
                    for i in 0..<headDim {
                        result[row * q.columns + head * headDim + i] = (0..<item.keys)
                            .reduce(0.0) {
                                $0 + weights[$1] / total * at(v, sample * item.keys + $1, shared, i)
                            }
                    }
                }
            }
        }
        return result
    }
}
