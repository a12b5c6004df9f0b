extension JSONValue {
    /// What stands under a key of an object; nil for a missing key and for anything that is no object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The text, if it is one.
    public var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The integer, if it is one.
    public var intValue: Int64? {
        guard case .int(let value) = self else { return nil }
        return value
    }

    /// The number, whether written as an integer or not; `"NaN"`, `"Infinity"` and `"-Infinity"` are numbers too.
    public var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    /// The truth value, if it is one.
    public var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The values that hold no further object, each with its dotted path, in order: `projector.depth`, `2`.
    ///
    /// An empty object is a leaf, so that nothing of a configuration goes missing; an array is a leaf as a whole.
    public var leaves: [Member] {
        var leaves: [Member] = []
        collect(into: &leaves, under: "")
        return leaves
    }

    private func collect(into leaves: inout [Member], under path: String) {
        guard case .object(let members) = self, !(members.isEmpty && !path.isEmpty) else {
            leaves.append(Member(path, self))
            return
        }
        for member in members {
            member.value.collect(into: &leaves, under: path.isEmpty ? member.key : "\(path).\(member.key)")
        }
    }
}
