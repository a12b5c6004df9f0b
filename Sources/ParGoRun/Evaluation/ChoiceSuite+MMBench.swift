#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ChoiceSuite {
    /// From this index on a row is a rotated copy of another, which is made here anyway.
    private static let firstCopy = 1_000_000

    /// MMBench's TSV: index, question, hint, A to D, answer, category, and the image in base 64.
    ///
    /// An image that is a number stands for that of the row with this index, as in the published files. Throws at the line that
    /// is no such question, or has no answer, as in the test split, which only its makers can score.
    public init(mmbench file: URL) throws {
        try self.init(mmbench: DiskFile.read(file), file: file.path)
    }

    /// The same from a file's bytes; `file` is what errors call it.
    public init(mmbench bytes: [UInt8], file: String) throws(TrainingFailure) {
        var text = TabSeparatedText(bytes)
        let names = (text.next()?.fields ?? []).map { String(decoding: $0, as: UTF8.self) }
        for name in ["index", "question", "A", "B", "answer", "image"] where !names.contains(name) {
            let why = name == "answer" ? ": only its makers can score the test split; take the dev split" : ""
            throw .data(file: "\(file):1", reason: "has no column '\(name)'\(why)")
        }
        var (items, images) = ([Item](), [String: ImageSource]())
        while let record = text.next() {
            let row = MMBenchRow(names: names, fields: record.fields, place: "\(file):\(record.line)")
            let index = row["index"]
            guard let number = Int(index) else {
                throw .data(file: row.place, reason: "has the index '\(index)', which is no whole number")
            }
            let image: ImageSource
            if let earlier = images[row["image"]] { image = earlier } else { image = try row.image(file) }
            images[index] = image
            if number >= Self.firstCopy { continue }
            items.append(
                Item(id: index, category: row.category, image: image, choice: try row.choice(), place: row.place)
            )
        }
        guard !items.isEmpty else { throw .data(file: file, reason: "holds no question") }
        self.init(items: items)
    }
}

/// A row of MMBench's file.
private struct MMBenchRow {
    let names: [String]
    let fields: [[UInt8]]
    /// File and line.
    let place: String

    /// A column's text, empty where pandas wrote `nan`.
    subscript(_ name: String) -> String {
        guard let text = bytes(name) else { return "" }
        let value = String(decoding: text, as: UTF8.self)
        return value.lowercased() == "nan" ? "" : value
    }

    private func bytes(_ name: String) -> [UInt8]? {
        guard let place = names.firstIndex(of: name), place < fields.count else { return nil }
        return fields[place]
    }

    var category: String {
        let category = self["category"]
        return category.isEmpty ? "all" : category
    }

    func choice() throws(TrainingFailure) -> Choice {
        let options = ["A", "B", "C", "D"].map { self[$0] }.filter { !$0.isEmpty }
        let letter = self["answer"]
        guard letter.count == 1, let answer = "ABCD".firstIndex(of: letter.first ?? " ") else {
            throw .data(file: place, reason: "has the answer '\(letter)', not A, B, C or D")
        }
        let number = "ABCD".distance(from: "ABCD".startIndex, to: answer)
        guard number < options.count else {
            throw .data(
                file: place,
                reason: "has the answer \(letter), which is not among its \(options.count) options"
            )
        }
        let hint = self["hint"]
        return Choice(
            text: self["question"] + (hint.isEmpty ? "" : "\nContext: \(hint)"),
            options: options,
            answer: number
        )
    }

    func image(_ file: String) throws(TrainingFailure) -> ImageSource {
        let text = bytes("image") ?? []
        guard !text.isEmpty, let data = Data(base64Encoded: Data(text)) else {
            throw .data(file: place, reason: "has an image that is neither base 64 nor the index of a row before it")
        }
        return .bytes(Array(data), name: "\(file): the image of question \(self["index"])")
    }
}
