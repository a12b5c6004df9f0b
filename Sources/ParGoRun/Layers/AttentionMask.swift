/// Which keys each query may see: an additive mask of shape (queries, keys), 0 where it may and -infinity where not.
///
/// The same for each sample and head of a batch, as in the released ParGo code.
public struct AttentionMask {
    /// The mask's values, (queries, keys).
    public let values: Tensor
    /// From each query's first to its last visible key.
    ///
    /// Everything outside gets weight 0 without being looked at.
    let spans: [Range<Int>]

    /// A mask from a rule over (query, key).
    ///
    /// Each query must see at least one key: softmax of nothing is undefined.
    public init(queries: Int, keys: Int, isVisible: (Int, Int) -> Bool) {
        values = Tensor([queries, keys])
        var spans: [Range<Int>] = []
        for query in 0..<queries {
            let visible = (0..<keys).filter { isVisible(query, $0) }
            guard let first = visible.first, let last = visible.last else {
                preconditionFailure("AttentionMask: query \(query) sees none of \(keys) keys")
            }
            (values.base + query * keys).update(repeating: -.infinity, count: keys)
            for key in visible { values.base[query * keys + key] = 0 }
            spans.append(first..<last + 1)
        }
        self.spans = spans
    }

    /// Each position sees itself and those before it.
    public static func causal(_ length: Int) -> AttentionMask {
        AttentionMask(queries: length, keys: length) { $1 <= $0 }
    }

    /// Whether some key between a query's first and last visible one is hidden.
    func hasHole(_ query: Int) -> Bool { spans[query].contains { !isVisible(query, $0) } }

    /// Whether `query` may see `key`.
    public func isVisible(_ query: Int, _ key: Int) -> Bool {
        values[query * values.columns + key] == 0
    }
}
