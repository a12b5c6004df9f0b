#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ChoiceSuite {
    /// The last of SEED-Bench's dimensions that are about images.
    private static let lastOfImages = 9

    /// The image questions of `SEED-Bench.json`: dimensions 1 to 9; those about videos are left out.
    ///
    /// The images lie in `images` under the last part of their `data_id`.
    public init(seed file: URL, images: URL) throws {
        try self.init(seed: DiskFile.read(file), file: file.path, images: images)
    }

    /// The same from a file's bytes; `file` is what errors call it.
    public init(seed bytes: [UInt8], file: String, images: URL) throws(TrainingFailure) {
        let content: SEEDFile = try JSONText.decode(
            bytes,
            file,
            as: "SEED-Bench's object of question_type and questions"
        )
        let names = Dictionary(content.types.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var items: [Item] = []
        for (index, entry) in content.questions.enumerated() {
            let place = "\(file): question \(index + 1)"
            let question = try entry.value(place)
            guard question.type <= Self.lastOfImages, let asked = question.asked else { continue }
            items.append(try asked.item(names[question.type] ?? String(question.type), images, place))
        }
        guard !items.isEmpty else { throw .data(file: file, reason: "holds no question about an image") }
        self.init(items: items)
    }
}

/// SEED-Bench's file.
private struct SEEDFile: Decodable {
    /// Dimensions by name.
    let types: [String: Int]
    let questions: [JSONText.Entry<Question>]

    enum CodingKeys: String, CodingKey {
        case types = "question_type"
        case questions
    }

    /// An entry; those about videos are not read further than their dimension.
    struct Question: Decodable {
        let type: Int
        let asked: Asked?

        enum CodingKeys: String, CodingKey { case type = "question_type_id" }

        init(from decoder: any Decoder) throws {
            type = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .type)
            asked = type > 9 ? nil : try Asked(from: decoder)
        }
    }

    /// What a question about an image has.
    struct Asked: Decodable {
        let id: JSONText.Plain
        let image: String
        let question: String
        let answer: String
        let (first, second, third, fourth): (JSONText.Plain, JSONText.Plain, JSONText.Plain, JSONText.Plain)

        enum CodingKeys: String, CodingKey {
            case id = "question_id"
            case image = "data_id"
            case question
            case answer
            case first = "choice_a"
            case second = "choice_b"
            case third = "choice_c"
            case fourth = "choice_d"
        }

        func item(_ category: String, _ images: URL, _ place: String) throws(TrainingFailure) -> ChoiceSuite.Item {
            guard answer.count == 1, let letter = answer.first, let number = Array("ABCD").firstIndex(of: letter) else {
                throw .data(file: place, reason: "has the answer '\(answer)', not A, B, C or D")
            }
            guard let name = image.split(separator: "/").last, name != ".." else {
                throw .data(file: place, reason: "names the image '\(image)', which is no file's name")
            }
            return ChoiceSuite.Item(
                id: id.text,
                category: category,
                image: .file(images.appending(path: String(name))),
                choice: Choice(
                    text: question,
                    options: [first, second, third, fourth].map(\.text),
                    answer: number
                ),
                place: place
            )
        }
    }
}
