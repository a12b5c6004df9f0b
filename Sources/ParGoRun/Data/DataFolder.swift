#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a configuration trains on and is asked: generated scenes in the cache, or a folder of one's own.
public struct DataFolder {
    /// The folder.
    public let url: URL
    /// The words that its texts are told in.
    public let vocabulary: Vocabulary
    /// Stage 1's conversations; nil where there is no such file.
    let captions: ConversationFile?
    /// Stage 2's conversations; nil where there is no such file.
    let questions: ConversationFile?
    private let settings: DataSettings

    /// Reads generated scenes.
    init(generated url: URL, _ configuration: TrainerConfiguration) throws {
        settings = configuration.data
        self.url = url
        let words = url.appending(path: "vocabulary.txt")
        vocabulary = Vocabulary(fileText: try DiskFile.text(words))
        guard vocabulary == settings.sceneVocabulary else {
            throw TrainingFailure.data(
                file: words.path,
                reason: "is not the vocabulary that the language model was trained with"
            )
        }
        let usual = DataSettings()
        captions = try ConversationFile(url.appending(path: usual.captions))
        questions = try ConversationFile(url.appending(path: usual.questions))
    }

    /// Reads a folder of one's own; what is not there is missed when it is needed.
    ///
    /// Its `vocabulary.txt` says which words there are; without one they are the scenes' and those of the conversations, the most
    /// frequent first, as many as `llm.vocab` has room for.
    init(own configuration: TrainerConfiguration) throws {
        settings = configuration.data
        url = URL(filePath: settings.folder)
        guard DiskFile.isFolder(url) else {
            throw TrainingFailure.data(
                file: settings.folder,
                reason: "is no folder; data.folder names one with your files"
            )
        }
        let read = { (file: URL) in DiskFile.exists(file) ? try ConversationFile(file) : nil }
        captions = try read(url.appending(path: settings.captions))
        questions = try read(url.appending(path: settings.questions))
        let texts = [captions, questions].flatMap { $0?.conversations ?? [] }.flatMap { $0.conversations.map(\.value) }
        let words = url.appending(path: "vocabulary.txt")
        if DiskFile.exists(words) {
            vocabulary = Vocabulary(fileText: try DiskFile.text(words))
            if let missing = vocabulary.missing {
                throw TrainingFailure.data(file: words.path, reason: "lacks '\(missing)', which each vocabulary has")
            }
        } else if texts.isEmpty {
            vocabulary = settings.sceneVocabulary
        } else {
            let limit = configuration.llm.vocabulary
            let said = texts.lazy.map { $0.replacing("<image>", with: " ") }
            vocabulary = settings.told(in: .tasks).extended(by: said, limit: limit == 0 ? nil : limit)
        }
    }

    /// The file of a stage's conversations.
    func file(_ stage: Int) -> URL {
        let names = settings.isGenerated ? DataSettings() : settings
        return url.appending(path: stage == 1 ? names.captions : names.questions)
    }

    /// What the language model reads before it is frozen, beside scenes: the conversations of one's own files.
    var ownTexts: [Conversation] {
        settings.isGenerated ? [] : [captions, questions].flatMap { $0?.conversations ?? [] }
    }

    /// The parts of the texts' words that the vocabulary has, from 0 to 1.
    public var knownWords: Double {
        let unknown = vocabulary.number(Vocabulary.unknown)
        let words = ownTexts.flatMap {
            $0.conversations.flatMap { vocabulary.encode($0.value.replacing("<image>", with: " ")) }
        }
        return words.isEmpty ? 1 : 1 - Double(words.count { $0 == unknown }) / Double(words.count)
    }
}
