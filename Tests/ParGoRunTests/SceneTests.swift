import Foundation
import ParGoRun
import TestSupport
import Testing

/// The generated data set: the same each time, in the real formats, and unanswerable without looking.
@Suite struct SceneTests {
    private static let small: DataSettings = {
        var settings = DataSettings()
        (settings.images, settings.evaluationImages) = (12, 6)
        return settings
    }()

    private func write(_ folder: URL, _ settings: DataSettings = small) throws {
        try SceneFolder.write(settings, side: 48, to: folder) { _ in }
    }

    private func files(_ folder: URL) throws -> [String: Data] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return paths.reduce(into: [:]) { result, path in
            let url = folder.appending(path: path)
            if !url.hasDirectoryPath, let bytes = try? Data(contentsOf: url) { result[path] = bytes }
        }
    }

    @Test func sameSeedSameBytes() throws {
        try withTemporaryFolder { folder in
            let (first, second) = (folder.appending(path: "a"), folder.appending(path: "b"))
            try write(first)
            try write(second)
            let contents = try files(first)
            #expect(try files(second) == contents)
            #expect(contents.keys.filter { $0.hasSuffix(".png") }.count == 12 + 4 * 6)
        }
    }

    @Test func otherSeedOtherBytesAndMoreImagesKeepTheFirst() throws {
        try withTemporaryFolder { folder in
            var (other, more) = (Self.small, Self.small)
            (other.seed, more.images) = (1, 15)
            for (name, settings) in [("a", Self.small), ("other", other), ("more", more)] {
                try write(folder.appending(path: name), settings)
            }
            let image = { (name: String) in try Data(contentsOf: folder.appending(path: "\(name)/images/000003.png")) }
            #expect(try image("a") != image("other"))
            #expect(try image("a") == image("more"))
        }
    }

    @Test(arguments: DataSettings().subtasks) func eachHeldOutImageHasOneYesAndOneNo(subtask: Subtask) throws {
        try withTemporaryFolder { folder in
            try write(folder)
            let suite = try MMESuite(folder.appending(path: "mme"), subtask: subtask.rawValue)
            #expect(suite.items.count == 12)
            for pair in stride(from: 0, to: 12, by: 2) {
                #expect(suite.items[pair].image == suite.items[pair + 1].image)
                #expect([suite.items[pair].answer, suite.items[pair + 1].answer] == [true, false])
                #expect(suite.items[pair].question != suite.items[pair + 1].question)
            }
            let held = Set(try files(folder.appending(path: "mme/images")).values)
            #expect(held.isDisjoint(with: try files(folder.appending(path: "images")).values))
        }
    }

    /// What the sweeps of this repository train on: a change here changes their results, and asks for a new code version.
    @Test func theDefaultScenesAreWhatTheyWere() throws {
        try withTemporaryFolder { folder in
            var settings = DataSettings()
            (settings.images, settings.evaluationImages) = (40, 5)
            try write(folder, settings)
            var key = ContentKey()
            for (name, bytes) in try files(folder).sorted(by: { $0.key < $1.key }) {
                key.add(name)
                bytes.withUnsafeBytes { key.add($0) }
            }
            #expect(key.description == "9834594bb6b543f1")
        }
    }

    /// What a reader without eyes can reach: the answer that each question text has more often.
    @Test(arguments: DataSettings().subtasks) func theTextAloneSaysNothing(subtask: Subtask) {
        var generator = SeededGenerator(seed: 11, stream: "balance")
        var counts: [String: (yes: Int, no: Int)] = [:]
        for _ in 0..<6000 {
            let scene = Scene.random(most: 3, &generator)
            guard let yes = scene.question(subtask, answer: true, most: 3, &generator),
                let no = scene.question(subtask, answer: false, most: 3, &generator)
            else { continue }
            counts[yes, default: (0, 0)].yes += 1
            counts[no, default: (0, 0)].no += 1
        }
        let total = counts.values.reduce(0) { $0 + $1.yes + $1.no }
        let blind = Double(counts.values.reduce(0) { $0 + max($1.yes, $1.no) }) / Double(total)
        #expect(blind < 0.54, "\(subtask): \(blind) by the text alone")
    }

    @Test func captionsAndQuestionsStayInTheVocabulary() {
        var generator = SeededGenerator(seed: 12, stream: "words")
        let vocabulary = Vocabulary.scenes
        let unknown = vocabulary.number(Vocabulary.unknown)
        for _ in 0..<200 {
            let scene = Scene.random(most: 9, &generator)
            var texts = [scene.detailedCaption, scene.coarseCaption]
            var settings = DataSettings()
            settings.objects = 9
            for exchange in scene.interview(settings, &generator) { texts += [exchange.question, exchange.answer] }
            for text in texts {
                let tokens = vocabulary.encode(text)
                #expect(!tokens.contains(unknown), "\(text)")
                #expect(vocabulary.decode(tokens) == text)
            }
        }
    }

    @Test func vocabularySplitsPunctuationAndKeepsItsFile() {
        let vocabulary = Vocabulary(fileText: Vocabulary.scenes.fileText)
        #expect(vocabulary == Vocabulary.scenes)
        #expect(vocabulary.encode("Is the circle RED?") == vocabulary.encode("is the circle red ?"))
        #expect(vocabulary.decode(vocabulary.encode("zebra")) == Vocabulary.unknown)
    }

    @Test func patchesKnowTheirObject() throws {
        var generator = SeededGenerator(seed: 13, stream: "patches")
        for _ in 0..<50 {
            let scene = Scene.random(most: 4, &generator)
            let patches = scene.objects(patch: 8, side: 48)
            #expect(patches.count == 36)
            for object in scene.objects {
                let row = object.cell.index / 3
                let own = patches.indices.filter { patches[$0] == object }
                #expect(!own.isEmpty)
                #expect(own.contains { $0 / 6 / 2 == row && $0 % 6 / 2 == object.cell.index % 3 })
            }
        }
    }
}
