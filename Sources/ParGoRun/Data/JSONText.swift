#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Other people's JSON files, whose mistakes are named by file and entry.
enum JSONText {
    /// The value of a file's bytes; `expected` is what it should hold, for the message.
    static func decode<Value: Decodable>(
        _ bytes: [UInt8],
        _ file: String,
        as expected: String
    ) throws(TrainingFailure) -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(bytes))
        } catch {
            throw .data(file: file, reason: "is not \(expected) (\(words(error)))")
        }
    }

    /// An entry of a list that may be wrong by itself.
    struct Entry<Value: Decodable>: Decodable {
        private let result: Result<Value, any Error>

        init(from decoder: any Decoder) { result = Result { try Value(from: decoder) } }

        /// The entry's value; `place` is what errors call it.
        func value(_ place: String) throws(TrainingFailure) -> Value {
            do { return try result.get() } catch { throw .data(file: place, reason: JSONText.words(error)) }
        }
    }

    /// A text, or a number that somebody wrote without quotes.
    struct Plain: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            // What is no text is tried as a number; what is neither is told as no text.
            if let number = try? container.decode(Int.self) {
                text = String(number)
            } else if let number = try? container.decode(Double.self) {
                text = "\(number)"
            } else {
                text = try container.decode(String.self)
            }
        }
    }

    /// What a decoder found wrong, in one line.
    static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context):
            return "has no '\(key.stringValue)'\(path(context))"
        case .valueNotFound(_, let context), .typeMismatch(_, let context):
            return "has another kind of value than expected\(path(context))"
        case .dataCorrupted(let context):
            let below = context.underlyingError.map { "\($0)" } ?? ""
            let line = (below.isEmpty ? context.debugDescription : below).split(separator: "\n").joined(separator: " ")
            return context.codingPath.isEmpty ? "no JSON: \(line)" : "\(context.debugDescription)\(path(context))"
        @unknown default: return "\(error)"
        }
    }

    /// Where in an entry; the place in the list is in the message already.
    private static func path(_ context: DecodingError.Context) -> String {
        let path = context.codingPath
        let inside = path.firstIndex { $0.intValue != nil }.map { path[($0 + 1)...] } ?? path[...]
        let keys = inside.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
        return keys.isEmpty ? "" : " at \(keys.joined(separator: "."))"
    }
}
