import Foundation
import RunLog

/// The answers that an evaluation kept, one JSON object a line.
///
/// A question is named by `item`, or else by `subtask`, `image` and `question` together; `correct`, or `right`, says
/// whether it was answered right. Other keys are ignored.
enum ItemFile {
    /// Whether each question was answered right; nil when the run kept no such file.
    ///
    /// - Throws: `ItemFileError` with the line that says something else.
    static func read(_ path: String) throws(ItemFileError) -> [String: Bool]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ItemFileError(path: path, line: 1, reason: "it cannot be read")
        }
        var items: [String: Bool] = [:]
        for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            let refuse = { (reason: String) in ItemFileError(path: path, line: index + 1, reason: reason) }
            let object: JSONValue
            do { object = try JSONValue(parsing: Array(line)) } catch { throw refuse("\(error)") }
            guard let name = name(object), let isRight = (object["correct"] ?? object["right"])?.boolValue else {
                throw refuse("it names no question ('item'), or not whether it was right ('correct')")
            }
            guard items.updateValue(isRight, forKey: name) == nil else {
                throw refuse("question '\(name)' comes twice")
            }
        }
        return items
    }

    private static func name(_ object: JSONValue) -> String? {
        if let item = object["item"] { return item.stringValue ?? item.text }
        let parts = ["subtask", "image", "question"].compactMap { object[$0]?.stringValue }
        return parts.isEmpty ? nil : parts.joined(separator: " / ")
    }
}

/// A file of answers that is not what it should be.
public struct ItemFileError: Error, Hashable, Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let reason: String

    /// The place and the reason.
    public var description: String {
        "\(path):\(line): \(reason). Without its answers the run cannot be compared; evaluate it again"
    }
}
