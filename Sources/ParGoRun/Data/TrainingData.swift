#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Conversations in tokens, each with the place of its image in a list of images.
public struct TrainingData {
    /// One conversation.
    public struct Sample {
        /// Its tokens.
        public let text: TokenizedText
        /// Its image's place in the list of images.
        public let image: Int
    }

    /// The conversations, in the file's order.
    public let samples: [Sample]
    /// How many were too long, and cut.
    public let cut: Int
    /// How many had nothing left to learn when they were cut, and are left out.
    public let leftOut: Int

    /// The conversations of a file in `folder`, cut to `longest` tokens, whose images are looked up in `images`, which grows by those
    /// not in it yet.
    public init(
        _ file: ConversationFile,
        in folder: URL,
        _ vocabulary: Vocabulary,
        longest: Int,
        images: inout ImageList
    ) throws(TrainingFailure) {
        var (samples, cut, leftOut) = ([Sample](), 0, 0)
        for (conversation, place) in zip(file.conversations, file.places) {
            guard let image = conversation.image else { continue }
            let whole = conversation.tokenized(vocabulary)
            let text = whole.prefix(longest)
            cut += text.tokens.count < whole.tokens.count ? 1 : 0
            guard text.labels.contains(where: { $0 != CrossEntropy.ignored }) else {
                leftOut += 1
                continue
            }
            samples.append(
                Sample(text: text, image: images.place(of: .file(folder.appending(path: image)), namedBy: place))
            )
        }
        guard !samples.isEmpty else {
            throw .data(
                file: file.name,
                reason: "leaves nothing to learn of \(file.conversations.count) conversations when they are cut to the "
                    + "\(longest) tokens that llm.length has beside the image; raise llm.length"
            )
        }
        (self.samples, self.cut, self.leftOut) = (samples, cut, leftOut)
    }
}
