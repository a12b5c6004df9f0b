/// The conversations of a folder of one's own as texts without images, for a language model that is to know their words.
///
/// Questions about an image that has a caption stand behind it, as `<s> CAPTION </s> user: QUESTION assistant: ANSWER </s>`: then
/// they can be answered from the text.
struct OwnTexts {
    private let texts: [TokenizedText]

    /// Texts of at most `longest` tokens; nil where there is none with something to learn.
    init?(_ folder: DataFolder, longest: Int) {
        guard !folder.ownTexts.isEmpty else { return nil }
        let captions = Dictionary(
            (folder.captions?.conversations ?? [])
                .map { ($0.image ?? "", $0.conversations.filter { $0.from == .gpt }) },
            uniquingKeysWith: { first, _ in first }
        )
        let told = (folder.questions?.conversations ?? [])
            .map { asked in
                let before = captions[asked.image ?? ""] ?? []
                return Conversation(id: asked.id, image: nil, conversations: before + asked.conversations)
            }
        texts = ((folder.captions?.conversations ?? []) + told)
            .map { $0.tokenized(folder.vocabulary).prefix(longest) }
            .filter { $0.labels.contains { $0 != CrossEntropy.ignored } }
        if texts.isEmpty { return nil }
    }

    /// One of the texts.
    func draw(_ generator: inout SeededGenerator) -> TokenizedText { generator.choose(texts) }
}
