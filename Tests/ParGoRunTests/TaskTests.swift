import Foundation
import ParGoRun
import TestSupport
import Testing

/// The four kinds of fine-tuning task on generated scenes, and the suites in the published layouts.
@Suite struct TaskTests {
    private static func interviews(_ tasks: [TrainingTask], objects: Int = 4, count: Int = 300) -> [[Exchange]] {
        var generator = SeededGenerator(seed: 4, stream: "tasks")
        var settings = DataSettings()
        (settings.tasks, settings.objects, settings.turns) = (tasks, objects, 4)
        return (0..<count).map { _ in Scene.random(most: objects, &generator).interview(settings, &generator) }
    }

    @Test func aDialogueOfEachTaskReadsLikeThis() throws {
        var text = ""
        for task in TrainingTask.allCases {
            text += "== \(task.rawValue)\n"
            for exchange in Self.interviews([task], count: 3).joined() {
                text += "\(exchange.question)\n    \(exchange.answer)\n"
            }
        }
        try expectSnapshot(text, named: "tasks.txt")
    }

    @Test func everyWordIsInTheVocabularyAndNothingIsLongerThanForeseen() {
        let unknown = Vocabulary.tasks.number(Vocabulary.unknown)
        for objects in [2, 4, 9] {
            let longest = max(42, 12 + 5 * objects)
            for exchange in Self.interviews(TrainingTask.allCases, objects: objects).joined() {
                let text = Conversation(
                    id: "",
                    image: nil,
                    conversations: [.init(.human, exchange.question), .init(.gpt, exchange.answer)]
                )
                .tokenized(.tasks)
                #expect(!text.tokens.contains(unknown), "\(exchange)")
                // The begin mark is the conversation's, not the exchange's.
                #expect(text.tokens.count - 1 <= longest, "\(exchange)")
            }
        }
    }

    @Test func tasksComeInEqualParts() {
        let all = Self.interviews(TrainingTask.allCases).joined()
        let choices = all.count { $0.question.contains("There are several options:") }
        let boxes = all.count { $0.question.contains("region") }
        for part in [choices, boxes].map({ Double($0) / Double(all.count) }) { #expect((0.2...0.3).contains(part)) }
    }

    @Test func theWordsOfShortQuestionsKeepTheirNumbers() {
        let scenes = Vocabulary.scenes.words
        #expect(Array(Vocabulary.tasks.words.prefix(scenes.count)) == scenes)
        #expect(Set(Vocabulary.tasks.words).count == Vocabulary.tasks.words.count)
    }

    /// A letter, and an option's words, are right as often as any other: the text alone gives one part in as many as there are.
    @Test(arguments: Skill.allCases, [0, 0.5]) func theOptionsAloneSayNothing(skill: Skill, glyphs: Double) {
        // Where nothing is written nothing is asked about it.
        if skill == .text, glyphs == 0 { return }
        var generator = SeededGenerator(seed: 9, stream: "options")
        var (places, right, offered) = ([Int: Int](), [String: Int](), [String: Int]())
        var (count, options) = (0, 0)
        for _ in 0..<4000 {
            let scene = Scene.random(most: 4, glyphs: glyphs, &generator)
            guard let choice = scene.choice(skill, most: 4, &generator) else { continue }
            #expect(Set(choice.options).count == choice.options.count)
            places[choice.answer, default: 0] += 1
            right[choice.options[choice.answer], default: 0] += 1
            for option in choice.options { offered[option, default: 0] += 1 }
            (count, options) = (count + 1, choice.options.count)
        }
        let chance = 1 / Double(options)
        for place in 0..<options { #expect(abs(Double(places[place] ?? 0) / Double(count) - chance) < 0.04) }
        for (option, times) in offered where times > 500 {
            #expect(abs(Double(right[option] ?? 0) / Double(times) - chance) < 0.08, "\(option)")
        }
    }

    @Test func boxesHoldWhatIsDrawn() {
        var generator = SeededGenerator(seed: 5, stream: "boxes")
        for _ in 0..<20 {
            let scene = Scene.random(most: 1, &generator)
            let picture = scene.draw(side: 120, &generator)
            let box = scene.objects[0].box.map { $0 * 120 }
            var (left, right, top, bottom) = (120, 0, 120, 0)
            for index in 0..<120 * 120 {
                let color = picture.pixels[index * 3..<index * 3 + 3]
                // Ground is grey; an object is not.
                guard let low = color.min(), let high = color.max(), high - low > 60 else { continue }
                (left, right) = (min(left, index % 120), max(right, index % 120 + 1))
                (top, bottom) = (min(top, index / 120), max(bottom, index / 120 + 1))
            }
            for (drawn, told) in zip([left, top, right, bottom], box) { #expect(abs(Float(drawn) - told) < 2) }
        }
    }

    @Test func suitesReadBackAsTheyWereMeant() throws {
        try withTemporaryFolder { folder in
            var settings = DataSettings()
            (settings.images, settings.evaluationImages, settings.tasks) = (2, 3, [.choice])
            try SceneFolder.write(settings, [.mme, .mmbench, .seed], side: 24, to: folder) { _ in }
            let table = try ChoiceSuite(mmbench: folder.appending(path: "mmbench/mmbench_scenes.tsv"))
            #expect(table.items.count == 6 * 3)
            #expect(
                Set(table.items.map(\.category)) == [
                    "attribute_recognition", "object_localization", "spatial_relationship",
                ]
            )
            #expect(Set(table.items.map(\.choice.options.count)) == [2, 4])
            for item in table.items {
                guard case .bytes(let bytes, _) = item.image else { throw TrainingFailure.data(file: "", reason: "") }
                #expect(try PixelImage(decoding: bytes).width == 24)
            }
            let images = folder.appending(path: "seed/SEED-Bench-image")
            let seed = try ChoiceSuite(seed: folder.appending(path: "seed/SEED-Bench.json"), images: images)
            #expect(seed.items.count == 4 * 3)
            #expect(Set(seed.items.map(\.category)).contains("Instances Counting"))
            #expect(
                seed.items.allSatisfy { $0.choice.options.count == 4 && DiskFile.exists(URL(filePath: $0.image.name)) }
            )
        }
    }
}
