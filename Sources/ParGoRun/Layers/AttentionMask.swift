/// Which keys each query may see: an additive mask of shape (queries, keys), 0 where it may and -infinity where not.
///
/// The same for each sample and head of a batch, as in the released ParGo code.
public struct AttentionMask {
    /// The mask's values, (queries, keys).
    public let values: Tensor

    /// A mask from a rule over (query, key). Each query must see at least one key: softmax of nothing is undefined.
    public init(queries: Int, keys: Int, isVisible: (Int, Int) -> Bool) {
        values = Tensor([queries, keys])
        for query in 0..<queries {
            var seen = 0
            for key in 0..<keys {
                if isVisible(query, key) { seen += 1 } else { values.base[query * keys + key] = -.infinity }
            }
            precondition(seen > 0, "AttentionMask: query \(query) sees none of \(keys) keys")
        }
    }

    /// Each position sees itself and those before it.
    public static func causal(_ length: Int) -> AttentionMask {
        AttentionMask(queries: length, keys: length) { $1 <= $0 }
    }

    /// Whether `query` may see `key`.
    public func isVisible(_ query: Int, _ key: Int) -> Bool {
        values[query * values.columns + key] == 0
    }
}
