import Foundation
import ParGoRun
import TestSupport
import Testing

/// LLaVA's JSON as others write it: what is read, what is passed over, and what is refused with its entry.
@Suite struct ConversationFileTests {
    private func read(_ text: String) throws -> [Conversation] {
        try ConversationFile(Array(text.utf8), file: "c.json").conversations
    }

    private static let good = """
        {"id": 3, "image": "a/b.jpg", "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "A cat."}]}
        """

    @Test func readsWhatOthersWrite() throws {
        let text = #"[{"id": "t", "conversations": [{"from": "gpt", "value": "text alone"}]}, \#(Self.good)]"#
        let read = try read(text)
        #expect(
            read == [
                Conversation(
                    id: "3",
                    image: "a/b.jpg",
                    conversations: [.init(.human, "<image>"), .init(.gpt, "A cat.")]
                )
            ]
        )
    }

    @Test(arguments: [
        ("[]", "c.json: is empty"),
        (#"{"a": 1}"#, "c.json: is not a list of conversations (has another kind of value than expected)"),
        (#"[{"image": "a.png"}]"#, "c.json: entry 1: has no 'conversations'"),
        (
            #"[\#(good), {"image": "a.png", "conversations": [{"from": "gpt"}]}]"#,
            "c.json: entry 2: has no 'value' at conversations.1"
        ),
        (
            #"[{"image": "a.png", "conversations": [{"from": "system", "value": "x"}]}]"#,
            "c.json: entry 1: has a turn from 'system', not from human or gpt"
        ),
        (
            #"[{"image": "../a.png", "conversations": []}]"#,
            "c.json: entry 1: names the image '../a.png', which leads out of the file's folder"
        ),
        (
            #"[{"image": "a.png", "conversations": [{"from": "human", "value": "x"}]}]"#,
            "c.json: entry 1: has no turn from gpt: nothing could be learned from it"
        ),
        (#"[{"id": "1", "conversations": []}]"#, "c.json: has no entry with an image"),
    ])
    func eachMistakeHasItsEntry(text: String, message: String) {
        let error = #expect(throws: TrainingFailure.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test func brokenJSONIsOneLineWithAPlace() {
        let error = #expect(throws: TrainingFailure.self) { try read("[{\"id\": ") }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("c.json: is not a list of conversations (no JSON: "))
        #expect(!text.contains("\n"), "\(text)")
    }

    @Test func longConversationsAreCutAndThoseWithoutAnAnswerLeftOut() throws {
        let text = """
            [{"image": "a.png", "conversations": [{"from": "human", "value": "<image>\\nis there a red circle ?"}, {"from": "gpt", "value": "yes"}]},
             {"image": "a.png", "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "a red circle ."}]}]
            """
        let file = try ConversationFile(Array(text.utf8), file: "c.json")
        #expect(file.places == ["c.json: entry 1", "c.json: entry 2"])
        var images = ImageList()
        let folder = URL(filePath: "/data")
        let data = try TrainingData(file, in: folder, .scenes, longest: 4, images: &images)
        #expect((data.samples.count, data.cut, data.leftOut) == (1, 2, 1))
        #expect(images.sources == [.file(URL(filePath: "/data/a.png"))])
        let error = #expect(throws: TrainingFailure.self) {
            try TrainingData(file, in: folder, .scenes, longest: 1, images: &images)
        }
        #expect(error?.description.hasSuffix("raise llm.length") == true)
    }
}
