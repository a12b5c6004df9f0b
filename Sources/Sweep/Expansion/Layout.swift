import Expressions

/// Which place of a row holds which key.
///
/// A class without mutable state: every trial refers to the one layout, which costs a reference instead of copies.
final class Layout: Sendable {
    /// One place.
    struct Slot: Sendable {
        /// The key's dotted path, or the axis's name.
        let name: String
        /// Whether it is a key of the configuration; else it holds the position along a named axis.
        let isParameter: Bool
        /// What the trainer allows; nil when unchecked.
        let rule: ValueRule?
        /// What the trainer takes when the key is absent.
        let defaultValue: Value?
        /// What the place holds where no axis sets it: the fixed value, else the default, else null.
        let base: Value
        /// The formula that computes the fixed value, or -1.
        let baseFormula: Int
        /// Whether axes change it.
        let isVarying: Bool
    }

    let slots: [Slot]
    /// The place of the `seed` key, when the spec has seeds or sets the key.
    let seedSlot: Int?
    /// The places that axes change and that are keys of the configuration, in order.
    let varying: [Int]
    /// The places that are keys of the configuration, sorted by path: the order of canonical text.
    let sorted: [Int]
    private let indexes: [String: Int]

    init(slots: [Slot]) {
        self.slots = slots
        indexes = Dictionary(slots.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        seedSlot = indexes["seed"]
        varying = slots.indices.filter { slots[$0].isVarying && slots[$0].isParameter }
        sorted = slots.indices.filter { slots[$0].isParameter }.sorted { slots[$0].name < slots[$1].name }
    }

    func slot(named name: String) -> Int? {
        indexes[name]
    }

    /// Whether a configuration with this value says anything about the key.
    func isSet(_ value: Value, at slot: Int) -> Bool {
        value != .null || slots[slot].defaultValue.map { $0 != .null } ?? false
    }
}
