/// A value of a cluster's profile with its place, so that whoever refuses it later can say where it is written.
public struct Placed<Value: Hashable & Sendable>: Hashable, Sendable {
    /// What is written there.
    public let value: Value
    /// Where it is written.
    public let location: SourceLocation
    /// How many characters a message should mark.
    public let length: Int

    /// A value and its place.
    public init(_ value: Value, at location: SourceLocation, length: Int = 1) {
        self.value = value
        self.location = location
        self.length = length
    }

    /// Another value at the same place.
    func map<Other>(_ change: (Value) -> Other) -> Placed<Other> {
        Placed<Other>(change(value), at: location, length: length)
    }
}
