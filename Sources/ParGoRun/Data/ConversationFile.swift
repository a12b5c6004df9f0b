#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A LLaVA-style training file: a JSON list of images with turns of a human and of the model.
public struct ConversationFile {
    /// What errors call the file.
    public let name: String
    /// The entries that have an image, in the file's order.
    public let conversations: [Conversation]
    /// What errors call each of them: the file and the entry's number.
    public let places: [String]

    /// Reads a file; entries of text alone are left out.
    ///
    /// Throws at the entry that is not as it should be, and for a file that leaves nothing to learn.
    public init(_ file: URL) throws { try self.init(DiskFile.read(file), file: file.path) }

    /// The same from a file's bytes; `file` is what errors call it.
    public init(_ bytes: [UInt8], file: String) throws(TrainingFailure) {
        let entries: [JSONText.Entry<Entry>] = try JSONText.decode(bytes, file, as: "a list of conversations")
        guard !entries.isEmpty else { throw .data(file: file, reason: "is empty") }
        var (conversations, places) = ([Conversation](), [String]())
        for (index, entry) in entries.enumerated() {
            let place = "\(file): entry \(index + 1)"
            if let conversation = try entry.value(place).conversation(place, index + 1) {
                conversations.append(conversation)
                places.append(place)
            }
        }
        guard !conversations.isEmpty else { throw .data(file: file, reason: "has no entry with an image") }
        (name, self.conversations, self.places) = (file, conversations, places)
    }

    /// An entry as it stands in the file.
    private struct Entry: Decodable {
        struct Turn: Decodable {
            let from: String
            let value: String
        }

        let id: JSONText.Plain?
        let image: String?
        let conversations: [Turn]

        func conversation(_ place: String, _ number: Int) throws(TrainingFailure) -> Conversation? {
            guard let image, !image.isEmpty else { return nil }
            guard !image.hasPrefix("/"), !image.split(separator: "/").contains("..") else {
                throw .data(file: place, reason: "names the image '\(image)', which leads out of the file's folder")
            }
            var turns: [Conversation.Turn] = []
            for turn in conversations {
                guard let speaker = Conversation.Speaker(rawValue: turn.from) else {
                    throw .data(file: place, reason: "has a turn from '\(turn.from)', not from human or gpt")
                }
                turns.append(Conversation.Turn(speaker, turn.value))
            }
            guard turns.contains(where: { $0.from == .gpt }) else {
                throw .data(file: place, reason: "has no turn from gpt: nothing could be learned from it")
            }
            return Conversation(id: id?.text ?? "\(number)", image: image, conversations: turns)
        }
    }
}
