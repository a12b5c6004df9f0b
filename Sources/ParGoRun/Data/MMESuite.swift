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
    }

    /// The subtask's name.
    public let subtask: String
    /// The lines; two after one another belong to one image.
    public let items: [Item]

    /// Reads `<folder>/<subtask>.txt` and checks that the lines come in pairs of one image.
    public init(_ folder: URL, subtask: String) throws {
        let file = folder.appending(path: "\(subtask).txt")
        try self.init(subtask: subtask, text: DiskFile.text(file), file: file.path)
    }

    /// Reads a file's text; `file` is what errors call it.
    public init(subtask: String, text: String, file: String) throws(TrainingFailure) {
        var items: [Item] = []
        for (index, line) in text.split(separator: "\n").enumerated() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let place = "\(file):\(index + 1)"
            guard fields.count == 3 else {
                throw .data(file: place, reason: "has \(fields.count) fields, not image, question and answer")
            }
            guard let answer = ["yes": true, "no": false][fields[2].lowercased()] else {
                throw .data(file: place, reason: "answers '\(fields[2])', not Yes or No")
            }
            items.append(Item(image: String(fields[0]), question: String(fields[1]), answer: answer))
        }
        for pair in stride(from: 0, to: items.count, by: 2) {
            guard pair + 1 < items.count, items[pair].image == items[pair + 1].image else {
                throw .data(file: "\(file):\(pair + 1)", reason: "image \(items[pair].image) has no second question")
            }
        }
        self.subtask = subtask
        self.items = items
    }
}

/// MME's scores of one subtask.
public struct MMEScore: Equatable, Sendable {
    /// Questions answered right, of all questions.
    public let accuracy: Double
    /// Images with both questions right, of all images.
    public let accuracyPlus: Double
    /// 100 accuracy + 100 accuracy+, at most 200.
    public var score: Double { 100 * accuracy + 100 * accuracyPlus }

    /// The scores of verdicts in the file's order, two an image.
    public init(_ isRight: [Bool]) {
        precondition(isRight.count % 2 == 0, "MMEScore: \(isRight.count) verdicts are no pairs")
        let images = isRight.count / 2
        accuracy = isRight.isEmpty ? 0 : Double(isRight.count { $0 }) / Double(isRight.count)
        let both = (0..<images).count { isRight[2 * $0] && isRight[2 * $0 + 1] }
        accuracyPlus = images == 0 ? 0 : Double(both) / Double(images)
    }

    /// What an answer says by MME's rule: yes or no exactly, else as found in its first characters, `prefix` of them.
    ///
    /// Nil is neither, which counts as wrong. Four characters are the official-derived script's, 20 the released ParGo code's.
    public static func verdict(_ answer: String, prefix count: Int = 4) -> Bool? {
        let text = answer.lowercased()
        if text == "yes" || text == "no" { return text == "yes" }
        let prefix = text.prefix(count)
        if prefix.contains("yes") { return true }
        return prefix.contains("no") ? false : nil
    }
}
