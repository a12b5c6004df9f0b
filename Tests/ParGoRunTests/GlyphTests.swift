import Foundation
import ParGoRun
import TestSupport
import Testing

/// Letters and digits in the scenes: how they look, what is said and asked of them, and that nothing changes without them.
@Suite struct GlyphTests {
    private static let settings: DataSettings = {
        var settings = DataSettings()
        (settings.images, settings.evaluationImages, settings.glyphs) = (4, 6, 0.5)
        (settings.tasks, settings.turns, settings.objects) = (TrainingTask.allCases, 4, 4)
        return settings
    }()

    /// A glyph as rows of ink, read from a picture at the places where its pixels' centres must be.
    private static func rows(_ object: Scene.Object, in picture: PixelImage) -> String {
        let box = object.box.map { $0 * Float(picture.width) }
        let lines = (0..<7)
            .map { row in
                let inks = (0..<5)
                    .map { column -> Character in
                        let x = Int(box[0] + (box[2] - box[0]) * (Float(column) + 0.5) / 5)
                        let y = Int(box[1] + (box[3] - box[1]) * (Float(row) + 0.5) / 7)
                        let color = picture.pixels[(y * picture.width + x) * 3..<(y * picture.width + x) * 3 + 3]
                        // Ground is grey; ink is not.
                        return (color.max() ?? 0) - (color.min() ?? 0) > 60 ? "#" : "."
                    }
                return String(inks)
            }
        return lines.joined(separator: "\n")
    }

    /// Every glyph as it is seen in a picture of 120 pixels, by name.
    private static let seen: [String: String] = {
        var generator = SeededGenerator(seed: 3, stream: "font")
        var seen: [String: String] = [:]
        while seen.count < Scene.Glyph.all.count {
            let scene = Scene.random(most: 1, glyphs: 1, &generator)
            let picture = scene.draw(side: 120, &generator)
            guard let glyph = scene.objects[0].kind.shape.glyph else { continue }
            seen[glyph.name] = rows(scene.objects[0], in: picture)
        }
        return seen
    }()

    @Test func theFontLooksLikeThis() throws {
        let text = Scene.Glyph.all.map { "\($0.words)\n\(Self.seen[$0.name] ?? "")\n" }.joined(separator: "\n")
        try expectSnapshot(text, named: "font.txt")
    }

    @Test func noTwoGlyphsAreNearlyAlikeAndEachFillsItsBox() {
        for (name, picture) in Self.seen {
            let lines = picture.split(separator: "\n")
            #expect(lines.first?.contains("#") == true && lines.last?.contains("#") == true, "\(name)")
            #expect(lines.contains { $0.first == "#" } && lines.contains { $0.last == "#" }, "\(name)")
            for (other, otherPicture) in Self.seen where other != name {
                let differing = zip(picture, otherPicture).count { $0 != $1 }
                #expect(differing >= 3, "\(name) and \(other) differ in \(differing) pixels")
            }
        }
    }

    @Test func aPictureWithLettersIsWhatItWas() throws {
        var generator = SeededGenerator(seed: 21, stream: "picture")
        let scene = Scene.random(most: 4, glyphs: 0.5, &generator)
        var key = ContentKey(scene.detailedCaption)
        scene.draw(side: 48, &generator).pixels.withUnsafeBytes { key.add($0) }
        #expect("\(key) \(scene.detailedCaption)" == "0eb6e5030cba3697 one object : small red letter m left .")
    }

    private static func interviews(_ tasks: [TrainingTask], objects: Int, count: Int) -> [(Scene, [Exchange])] {
        var generator = SeededGenerator(seed: 5, stream: "glyphs")
        var settings = settings
        (settings.tasks, settings.objects) = (tasks, objects)
        return (0..<count)
            .map { _ in
                let scene = Scene.random(most: objects, glyphs: settings.glyphs, &generator)
                return (scene, scene.interview(settings, &generator))
            }
    }

    @Test func captionsAndEachTaskTellOfThem() throws {
        var text = ""
        for task in TrainingTask.allCases {
            text += "== \(task.rawValue)\n"
            for (scene, exchanges) in Self.interviews([task], objects: 4, count: 3) {
                text += "\(scene.coarseCaption)\n\(scene.detailedCaption)\n"
                for exchange in exchanges { text += "  \(exchange.question)\n      \(exchange.answer)\n" }
            }
        }
        try expectSnapshot(text, named: "glyphs.txt")
    }

    @Test(arguments: [[TrainingTask.vqa], TrainingTask.allCases])
    func everyWordIsKnownAndNothingIsLongerThanForeseen(tasks: [TrainingTask]) {
        var settings = Self.settings
        settings.tasks = tasks
        let vocabulary = settings.sceneVocabulary
        #expect(Set(vocabulary.words).count == vocabulary.words.count)
        let unknown = vocabulary.number(Vocabulary.unknown)
        for objects in [2, 9] {
            let longest = tasks == [.vqa] ? 13 : max(46, 12 + 6 * objects)
            for (scene, exchanges) in Self.interviews(tasks, objects: objects, count: 300) {
                let caption = vocabulary.encode(scene.detailedCaption)
                #expect(caption.count + 2 <= 6 + 6 * objects && !caption.contains(unknown))
                for exchange in exchanges {
                    let turns = [Conversation.Turn(.human, exchange.question), .init(.gpt, exchange.answer)]
                    let tokens = Conversation(id: "", image: nil, conversations: turns).tokenized(vocabulary).tokens
                    #expect(!tokens.contains(unknown) && tokens.count - 1 <= longest, "\(exchange)")
                }
            }
        }
    }

    /// A reader without eyes learns each text's more frequent answer on one half of the scenes and is asked about the other.
    ///
    /// There are too many texts for the learnt answers themselves to be near one half.
    @Test(arguments: Subtask.allCases) func theTextAloneSaysNothing(subtask: Subtask) {
        var generator = SeededGenerator(seed: 17, stream: "glyph-balance")
        var lead: [String: Int] = [:]
        var (right, asked) = (0, 0)
        for round in 0..<16_000 {
            let scene = Scene.random(most: 3, glyphs: 0.5, &generator)
            guard let yes = scene.question(subtask, answer: true, most: 3, &generator),
                let no = scene.question(subtask, answer: false, most: 3, &generator)
            else { continue }
            if round < 8000 {
                lead[yes, default: 0] += 1
                lead[no, default: 0] -= 1
            } else {
                right += (lead[yes, default: 0] > 0 ? 1 : 0) + (lead[no, default: 0] > 0 ? 0 : 1)
                asked += 2
            }
        }
        let blind = Double(right) / Double(asked)
        #expect(asked > 4000)
        #expect(abs(blind - 0.5) < 0.03, "\(subtask): \(blind) by the text alone")
    }

    @Test func allSuitesAskAboutText() throws {
        try withTemporaryFolder { folder in
            try SceneFolder.write(Self.settings, [.mme, .mmbench, .seed], side: 24, to: folder) { _ in }
            let mme = try MMESuite(folder.appending(path: "mme"), subtask: "OCR")
            #expect(mme.items.map(\.answer) == (0..<12).map { $0 % 2 == 0 })
            #expect(
                mme.items.allSatisfy { $0.question.wholeMatch(of: /is the (letter|digit) at the .* an? . \?/) != nil }
            )
            let table = try ChoiceSuite(mmbench: folder.appending(path: "mmbench/mmbench_scenes.tsv"))
            #expect(table.items.count { $0.category == "ocr" } == 6)
            let seed = try ChoiceSuite(
                seed: folder.appending(path: "seed/SEED-Bench.json"),
                images: folder.appending(path: "seed/SEED-Bench-image")
            )
            let texts = seed.items.filter { $0.category == "Text Understanding" }
            #expect(texts.count == 6 && texts.allSatisfy { $0.choice.options.count == 4 })
            #expect(
                Vocabulary(fileText: try DiskFile.text(folder.appending(path: "vocabulary.txt")))
                    == Self.settings.sceneVocabulary
            )
        }
    }

    /// The cache's names of scenes that other versions have made: they are found again, and not made anew.
    @Test func withoutGlyphsTheCacheKeepsItsNames() {
        var settings = DataSettings()
        (settings.images, settings.evaluationImages) = (60, 6)
        #expect(SceneFolder.name(settings, [.mme], side: 48) == "scenes-305bf0afea2e25f8")
        #expect(settings.sceneVocabulary == .scenes)
        (settings.turns, settings.tasks) = (4, TrainingTask.allCases)
        #expect(SceneFolder.name(settings, [.mme, .mmbench, .seed], side: 48) == "scenes-071f413397225641")
        #expect(settings.sceneVocabulary == .tasks)
        settings.glyphs = 0.5
        #expect(SceneFolder.name(settings, [.mme, .mmbench, .seed], side: 48) != "scenes-071f413397225641")
    }
}
