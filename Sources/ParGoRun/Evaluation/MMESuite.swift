#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One subtask of MME's folder: `<subtask>.txt` with lines of image, question and answer, tabs between.
public struct MMESuite {
    /// A line of the file.
    public struct Item: Equatable, Sendable {
        /// The image's file name.
        public let image: String
        /// The question as it stands in the file.
        public let question: String
        /// Whether the right answer is yes.
        public let answer: Bool
        /// File and line.
        public let place: String
    }

    /// The subtask's name.
    public let subtask: String
    /// The lines; two after one another belong to one image.
    public let items: [Item]

    /// Reads `<folder>/<subtask>.txt`, or `<folder>/Data_json/<subtask>.txt` as the released ParGo code has it.
    public init(_ folder: URL, subtask: String) throws {
        let name = "\(subtask).txt"
        let (plain, released) = (folder.appending(path: name), folder.appending(path: "Data_json/\(name)"))
        let file = !DiskFile.exists(plain) && DiskFile.exists(released) ? released : plain
        try self.init(subtask: subtask, text: DiskFile.text(file), file: file.path)
    }

    /// Reads a file's text and checks that the lines come in pairs of one image; `file` is what errors call it.
    public init(subtask: String, text: String, file: String) throws(TrainingFailure) {
        var items: [Item] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        where !line.isEmpty {
            items.append(try Self.item(line, "\(file):\(index + 1)"))
        }
        guard !items.isEmpty else { throw .data(file: file, reason: "has no question") }
        for pair in stride(from: 0, to: items.count, by: 2) {
            guard pair + 1 < items.count, items[pair].image == items[pair + 1].image else {
                throw .data(file: items[pair].place, reason: "image \(items[pair].image) has no second question")
            }
        }
        self.subtask = subtask
        self.items = items
    }

    private static func item(_ line: Substring, _ place: String) throws(TrainingFailure) -> Item {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 3 else {
            throw .data(file: place, reason: "has \(fields.count) fields, not image, question and answer")
        }
        guard let answer = ["yes": true, "no": false][fields[2].lowercased()] else {
            throw .data(file: place, reason: "answers '\(fields[2])', not Yes or No")
        }
        guard !fields[0].contains("/"), fields[0] != "..", !fields[0].isEmpty else {
            throw .data(file: place, reason: "names the image '\(fields[0])', which is no file of its folder")
        }
        return Item(image: String(fields[0]), question: String(fields[1]), answer: answer, place: place)
    }
}
