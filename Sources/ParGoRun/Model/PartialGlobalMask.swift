/// The two attention masks that make a Q-Former into ParGo.
///
/// P partial tokens stand first, G global ones after them. With V visual tokens each partial token sees its own run of
/// V / P of them in raster order, and each global token sees all.
public struct PartialGlobalMask: Equatable, Sendable {
    /// How far partial tokens see one another in self-attention.
    public enum Perception: String, CaseIterable, Sendable {
        /// Each partial token sees all partial tokens, in each layer: what the released code does.
        case released
        /// Blocks of tokens that widen from layer to layer: the paper's figure.
        case cascaded
    }

    /// P.
    public let partial: Int
    /// G.
    public let global: Int
    /// V.
    public let visual: Int

    /// A layout of tokens; P must divide V, and P + G be at least 1.
    public init(partial: Int, global: Int, visual: Int) {
        precondition(
            partial >= 0 && global >= 0 && partial + global > 0,
            "PartialGlobalMask: \(partial) + \(global) tokens"
        )
        precondition(partial == 0 || visual % partial == 0, "PartialGlobalMask: \(partial) does not divide \(visual)")
        self.partial = partial
        self.global = global
        self.visual = visual
    }

    /// Q = P + G.
    public var queries: Int { partial + global }

    /// Whether query `query` sees visual token `position`: partial token i sees `floor(j / k) = i`, k = V / P.
    public func sees(_ query: Int, visual position: Int) -> Bool {
        query >= partial || position / (visual / partial) == query
    }

    /// Whether query `query` sees query `other` where partial tokens exchange within blocks of `width`.
    ///
    /// Partial and global tokens never see each other; global tokens see one another.
    public func sees(_ query: Int, query other: Int, width: Int) -> Bool {
        guard query < partial, other < partial else { return query >= partial && other >= partial }
        return query / width == other / width
    }

    /// The mask of the cross-attention, (Q, V).
    ///
    /// Without partial tokens there is none: a plain Q-Former.
    public func cross() -> AttentionMask? {
        partial == 0 ? nil : AttentionMask(queries: queries, keys: visual) { sees($0, visual: $1) }
    }

    /// The mask of the self-attention, (Q, Q), with blocks of `width` partial tokens.
    ///
    /// Without partial tokens: none.
    public func own(width: Int) -> AttentionMask? {
        partial == 0 ? nil : AttentionMask(queries: queries, keys: queries) { sees($0, query: $1, width: width) }
    }

    /// The block widths 1, 2, 4, ...
    ///
    /// doubling from layer to layer, ending with all partial tokens in the last.
    public static func doublingWidths(depth: Int, partial: Int) -> [Int] {
        (0..<depth)
            .map { layer in
                layer == depth - 1 ? max(partial, 1) : max(min(1 << min(layer, 30), partial), 1)
            }
    }
}
