#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A training file read from disk: conversations in tokens, each with the place of its image in `images`.
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

    /// Reads a LLaVA-style file.
    ///
    /// Images are looked up in `images`, which grows by those not in it yet.
    public init(_ file: URL, vocabulary: Vocabulary, images: inout ImageList) throws {
        let conversations: [Conversation]
        do {
            conversations = try JSONDecoder().decode([Conversation].self, from: Data(DiskFile.read(file)))
        } catch let error as DecodingError {
            throw TrainingFailure.data(file: file.path, reason: "is no list of conversations (\(error))")
        }
        guard !conversations.isEmpty else { throw TrainingFailure.data(file: file.path, reason: "is empty") }
        var samples: [Sample] = []
        for conversation in conversations {
            guard let image = conversation.image else {
                throw TrainingFailure.data(file: file.path, reason: "entry \(conversation.id) has no image")
            }
            let place = images.place(of: file.deletingLastPathComponent().appending(path: image))
            samples.append(Sample(text: conversation.tokenized(vocabulary), image: place))
        }
        self.samples = samples
    }
}

/// Image files, each once, in the order they were first named.
public struct ImageList {
    /// The files.
    public private(set) var files: [URL] = []
    private var places: [String: Int] = [:]

    /// No images.
    public init() {}

    /// The place of a file, which is added when it is new.
    public mutating func place(of file: URL) -> Int {
        if let place = places[file.path] { return place }
        places[file.path] = files.count
        files.append(file)
        return files.count - 1
    }
}
