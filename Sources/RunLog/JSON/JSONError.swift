/// Why a text is not JSON, and at which byte.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The text ends inside a value.
        case endOfText
        /// Another byte was needed here; the text names what.
        case expected(Wanted)
        /// A string holds a control character, a bad escape or bytes that are not UTF-8.
        case badString
        /// Not a number by JSON's grammar.
        case badNumber
        /// The number is beyond what a 64-bit float can hold.
        case numberTooLarge
        /// More than ``JSONValue/depthLimit`` arrays and objects inside one another.
        case tooDeep
        /// An object has a key twice.
        case duplicateKey(String)
        /// Something follows the value.
        case trailingText
    }

    /// What the parser wanted.
    public enum Wanted: String, Sendable {
        /// The start of any value.
        case value = "a value"
        /// The start of a string.
        case string = "a string"
        /// Between key and value.
        case colon = "':'"
        /// After an array's element.
        case commaOrBracket = "',' or ']'"
        /// After an object's member.
        case commaOrBrace = "',' or '}'"
        /// The start of an object.
        case object = "'{'"
    }

    /// What is wrong.
    public let reason: Reason
    /// Where it is wrong: bytes from the start of the text.
    public let offset: Int

    /// An error at a byte.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One line, such as `byte 17: expected ':'`.
    public var description: String {
        "byte \(offset): \(words)"
    }

    private var words: String {
        switch reason {
        case .endOfText: "the text ends too early"
        case .expected(let name): "expected \(name.rawValue)"
        case .badString: "a string with a bad escape, a control character or bytes that are not UTF-8"
        case .badNumber: "not a number"
        case .numberTooLarge: "a number too large for 64 bits"
        case .tooDeep: "more than \(JSONValue.depthLimit) levels deep"
        case .duplicateKey(let key): "the key '\(key)' stands twice"
        case .trailingText: "something follows the value"
        }
    }
}
