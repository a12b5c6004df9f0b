/// One key of the configuration: its path, its kind and range, where its value is kept, and what it means.
///
/// Decoding, validation and schema are all made from these, so that they cannot disagree.
public struct ConfigurationKey: Sendable {
    /// Where a value is kept.
    public typealias Place<Value> = any WritableKeyPath<TrainerConfiguration, Value> & Sendable

    /// Bounds of a number.
    public struct Bounds: Equatable, Sendable {
        let low: Double
        let high: Double?
        let excludesLow: Bool

        static func from(_ low: Double, to high: Double? = nil) -> Bounds {
            Bounds(low: low, high: high, excludesLow: false)
        }

        static func above(_ low: Double, to high: Double? = nil) -> Bounds {
            Bounds(low: low, high: high, excludesLow: true)
        }

        func contains(_ value: Double) -> Bool {
            (excludesLow ? value > low : value >= low) && value <= (high ?? .infinity)
        }
    }

    /// The words a key may be set to, and how they are kept.
    public struct Words: Sendable {
        let options: [String]
        let get: @Sendable (TrainerConfiguration) -> [String]
        let set: @Sendable (inout TrainerConfiguration, [String]) -> Void
    }

    /// The kind of value, its range, and its place.
    public enum Field: Sendable {
        case integer(Place<Int>, ClosedRange<Int>)
        case number(Place<Double>, Bounds)
        case integers(Place<[Int]>, ClosedRange<Int>)
        /// Two numbers, as AdamW's betas.
        case pair(Place<Double>, Place<Double>, Bounds)
        case word(Words)
        case words(Words)
        /// Any text, as a path.
        case text(Place<String>)
    }

    /// Section and name with a dot between, as `projector.depth`.
    public let path: String
    /// Kind, range and place.
    public let field: Field
    /// What the key means, a sentence.
    public let summary: String

    init(_ path: String, _ field: Field, _ summary: String) {
        self.path = path
        self.field = field
        self.summary = summary
    }
}

extension ConfigurationKey.Field {
    /// A key whose value is one case of an enumeration.
    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ place: ConfigurationKey.Place<Value>
    ) -> Self where Value.RawValue == String {
        .word(
            ConfigurationKey.Words(
                options: Value.allCases.map(\.rawValue),
                get: { [$0[keyPath: place].rawValue] },
                set: { configuration, words in
                    if let value = words.first.flatMap(Value.init(rawValue:)) { configuration[keyPath: place] = value }
                }
            )
        )
    }

    /// A key whose value is a list of cases of an enumeration.
    static func choices<Value: RawRepresentable & CaseIterable & Sendable>(
        _ place: ConfigurationKey.Place<[Value]>
    ) -> Self where Value.RawValue == String {
        .words(
            ConfigurationKey.Words(
                options: Value.allCases.map(\.rawValue),
                get: { $0[keyPath: place].map(\.rawValue) },
                set: { $0[keyPath: place] = $1.compactMap(Value.init(rawValue:)) }
            )
        )
    }
}
