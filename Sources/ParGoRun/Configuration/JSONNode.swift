#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A JSON value, read from a configuration file and written into a schema.
///
/// Objects keep the order they are built in.
public enum JSONNode: Equatable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONNode])
    case object([Member])

    /// A key of an object and what stands under it.
    public struct Member: Equatable, Sendable {
        /// The key.
        public let key: String
        /// What stands under it.
        public let value: JSONNode

        /// A pair.
        public init(_ key: String, _ value: JSONNode) {
            self.key = key
            self.value = value
        }
    }

    /// The value of a JSON text; objects come sorted by key.
    public static func parse(_ bytes: [UInt8]) throws -> JSONNode {
        try JSONDecoder().decode(JSONNode.self, from: Data(bytes))
    }

    /// What kind of value this is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

extension JSONNode: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads whatever stands there.
    ///
    /// Whole numbers are told from others by whether they fit an integer.
    public init(from decoder: any Decoder) throws {
        // A container that is not there says only that the value is of another kind, which is tried next.
        if let container = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try container.allKeys.sorted { $0.stringValue < $1.stringValue }
                    .map { key in
                        Member(key.stringValue, try container.decode(JSONNode.self, forKey: key))
                    }
            )
            return
        }
        if var container = try? decoder.unkeyedContainer() {
            var values: [JSONNode] = []
            while !container.isAtEnd { values.append(try container.decode(JSONNode.self)) }
            self = .list(values)
            return
        }
        let container = try decoder.singleValueContainer()
        // Each attempt that fails says only that the value is of another kind.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }
}

extension JSONNode {
    /// The value as JSON text, two spaces an object level; lists of plain values stay on one line.
    public func text(indent: Int = 0) -> String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): Self.number(value)
        case .text(let value): Self.quoted(value)
        case .list(let values): "[" + values.map { $0.text(indent: indent + 2) }.joined(separator: ", ") + "]"
        case .object(let members): Self.object(members, indent)
        }
    }

    /// The value as JSON text on one line, without spaces.
    public var line: String {
        switch self {
        case .null, .bool, .integer, .number, .text: text()
        case .list(let values): "[" + values.map(\.line).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.key)):\($0.value.line)" }.joined(separator: ",") + "}"
        }
    }

    /// A number's shortest text that reads back the same; non-finite ones are the run directory's three words.
    public static func number(_ value: Double) -> String {
        if value.isNaN { return "\"NaN\"" }
        if value.isInfinite { return value < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }

    /// A text in quotes with everything escaped that JSON wants escaped.
    public static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func object(_ members: [Member], _ indent: Int) -> String {
        if members.isEmpty { return "{}" }
        let pad = String(repeating: " ", count: indent + 2)
        let lines = members.map { "\(pad)\(quoted($0.key)): \($0.value.text(indent: indent + 2))" }
        return "{\n" + lines.joined(separator: ",\n") + "\n" + String(repeating: " ", count: indent) + "}"
    }
}
