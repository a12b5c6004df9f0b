/// Which rows attend to which, cut into tiles that are each one small product: what a mask leaves out is not computed.
///
/// A tile holds consecutive queries and the smallest run of keys that covers what they see. Under ParGo's cross-attention
/// a partial token's tile is one query and its k = V / P keys; a global tokens' tile has all keys.
public struct AttentionPlan {
    struct Tile {
        /// First query row, first row of the output (another one when samples share their queries), and how many.
        var query, output, queries: Int
        /// First key row and how many.
        var key, keys: Int
        /// Where the tile's probabilities lie among those of one head, and its queries' ranges in `spans`.
        var place, span: Int
        /// The first query's row in the mask, where some key inside a span is hidden.
        var maskRow: Int?
    }

    private(set) var tiles: [Tile] = []
    /// The keys that each query of each tile sees, counted from the tile's first key.
    private(set) var spans: [Range<Int>] = []
    /// How many probabilities one head has.
    private(set) var size = 0
    /// Rows of queries, of the output, and of keys.
    private(set) var (queries, outputs, keys) = (0, 0, 0)
    private(set) var mask: AttentionMask?

    /// Queries of a causal tile: a smaller one computes less of what is hidden, a larger one makes better products.
    static let tallest = 64

    /// Each of `batch` samples under one mask, or all open without one.
    ///
    /// With `sharesQueries` the samples have one set of queries between them, and outputs of their own.
    public init(mask: AttentionMask?, batch: Int, queries: Int, keys: Int, sharesQueries: Bool = false) {
        self.mask = mask
        (self.queries, outputs, self.keys) = (sharesQueries ? queries : batch * queries, batch * queries, batch * keys)
        let spans = mask?.spans ?? [Range<Int>](repeating: 0..<keys, count: queries)
        let hasHoles = mask.map { mask in (0..<queries).map { mask.hasHole($0) } } ?? []
        for sample in 0..<batch {
            var first = 0
            while first < queries {
                var next = first + 1
                while next < queries, Self.fit(spans[first], spans[next], next - first) { next += 1 }
                add(
                    query: first + (sharesQueries ? 0 : sample * queries),
                    output: first + sample * queries,
                    key: sample * keys,
                    spans[first..<next],
                    maskRow: hasHoles.isEmpty || !hasHoles[first..<next].contains(true) ? nil : first
                )
                first = next
            }
        }
    }

    /// Causal attention inside each sequence, by all rows or by the `queries` among them, in ascending order.
    public init(causal sequences: Sequences, queries rows: [Int]? = nil) {
        let rows = rows ?? Array(0..<sequences.rows)
        (queries, outputs, keys) = (rows.count, rows.count, sequences.rows)
        var first = 0
        for sequence in 0..<sequences.count {
            let own = sequences.rows(of: sequence)
            while first < rows.count, own.contains(rows[first]) {
                var next = first + 1
                while next < rows.count, own.contains(rows[next]), next - first < Self.tallest { next += 1 }
                let spans = rows[first..<next].map { 0..<($0 - own.lowerBound + 1) }
                add(query: first, output: first, key: own.lowerBound, spans[...], maskRow: nil)
                first = next
            }
        }
        precondition(first == rows.count, "AttentionPlan: row \(rows[first]) is out of order or in no sequence")
    }

    /// Whether one more query goes into a tile: it sees the same keys, or a run that starts with the same key.
    private static func fit(_ first: Range<Int>, _ next: Range<Int>, _ count: Int) -> Bool {
        first == next || (first.lowerBound == next.lowerBound && count < tallest)
    }

    private mutating func add(query: Int, output: Int, key: Int, _ ranges: ArraySlice<Range<Int>>, maskRow: Int?) {
        let low = ranges.map(\.lowerBound).min() ?? 0
        let high = ranges.map(\.upperBound).max() ?? 0
        tiles.append(
            Tile(
                query: query,
                output: output,
                queries: ranges.count,
                key: key + low,
                keys: high - low,
                place: size,
                span: spans.count,
                maskRow: maskRow
            )
        )
        spans += ranges.map { $0.lowerBound - low..<$0.upperBound - low }
        size += ranges.count * (high - low)
    }
}
