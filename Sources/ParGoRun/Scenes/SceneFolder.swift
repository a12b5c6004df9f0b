#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The generated data set on disk, in the formats that real ones have.
///
/// `images/*.png` with `captions.json` and `questions.json` as LLaVA's training sets; `mme/<subtask>.txt` with
/// `mme/images/<subtask>/*.png` as MME's folder, `mmbench/*.tsv` and `seed/SEED-Bench.json` as MMBench and SEED-Bench where those
/// are asked; `vocabulary.txt` beside them. Each scene has random streams of its own, so scene 17 is the same however many
/// there are.
public struct SceneFolder {
    /// The folder.
    public let url: URL
    /// What decides its contents.
    let settings: DataSettings
    let side: Int

    /// Raised when the generator draws or says anything else.
    static let version = 1

    /// The folder's name in the cache: a key of everything that decides its contents.
    public static func name(_ settings: DataSettings, _ benchmarks: [EvaluationBenchmark], side: Int) -> String {
        let suites = benchmarks.filter { $0 != .mme }.map(\.rawValue).sorted()
        // What scenes without glyphs were made under keeps its name.
        let words = "\(settings)".replacing(", glyphs: 0.0", with: "")
        return "scenes-\(ContentKey("\(version) \(words) \(suites) \(side)"))"
    }

    /// Writes the whole data set into a new folder: training files, MME's questions, and those of the other benchmarks.
    public static func write(
        _ settings: DataSettings,
        _ benchmarks: [EvaluationBenchmark] = [.mme],
        side: Int,
        to url: URL,
        report: TrainerReport
    ) throws {
        let folder = SceneFolder(url: url, settings: settings, side: side)
        try DiskFile.makeFolder(url.appending(path: "images"))
        try folder.writeTraining(report)
        for subtask in settings.subtasks { try folder.writeEvaluation(subtask) }
        if benchmarks.contains(.mmbench) { try folder.writeMMBench() }
        if benchmarks.contains(.seed) { try folder.writeSEED() }
        try DiskFile.write(url.appending(path: "vocabulary.txt"), Array(settings.sceneVocabulary.fileText.utf8))
    }

    private func writeTraining(_ report: TrainerReport) throws {
        var (captions, questions) = ([Conversation](), [Conversation]())
        for index in 0..<settings.images {
            var generator = SeededGenerator(seed: settings.seed, stream: "scene/train/\(index)")
            let scene = Scene.random(most: settings.objects, glyphs: settings.glyphs, &generator)
            let (id, image) = (Self.number(index), "images/\(Self.number(index)).png")
            try DiskFile.write(url.appending(path: image), PNG.encode(scene.draw(side: side, &generator)))
            let isDetailed = Double(generator.uniform()) < settings.detailed
            let caption = isDetailed ? scene.detailedCaption : scene.coarseCaption
            captions.append(
                Conversation(id: id, image: image, conversations: [.init(.human, "<image>"), .init(.gpt, caption)])
            )
            let turns = scene.interview(settings, &generator)
            questions.append(Conversation(id: id, image: image, conversations: Self.dialogue(turns)))
            if index % 250 == 249 { try report(.progress(done: index + 1, total: settings.images, unit: "image")) }
        }
        try write(captions, "captions.json")
        try write(questions, "questions.json")
    }

    private static func dialogue(_ turns: [Exchange]) -> [Conversation.Turn] {
        turns.enumerated()
            .flatMap { index, turn in
                [
                    Conversation.Turn(.human, (index == 0 ? "<image>\n" : "") + turn.question),
                    Conversation.Turn(.gpt, turn.answer),
                ]
            }
    }

    /// MME's layout: exactly two questions an image, the first answered Yes and the second No.
    private func writeEvaluation(_ subtask: Subtask) throws {
        let images = url.appending(path: "mme/images/\(subtask.rawValue)")
        try DiskFile.makeFolder(images)
        var (lines, made, draw) = ("", 0, 0)
        while made < settings.evaluationImages {
            var generator = SeededGenerator(seed: settings.seed, stream: "scene/\(subtask.rawValue)/\(draw)")
            draw += 1
            let scene = Scene.random(most: settings.objects, glyphs: settings.glyphs, &generator)
            guard let yes = scene.question(subtask, answer: true, most: settings.objects, &generator),
                let no = scene.question(subtask, answer: false, most: settings.objects, &generator)
            else { continue }
            let name = "\(Self.number(made)).png"
            try DiskFile.write(images.appending(path: name), PNG.encode(scene.draw(side: side, &generator)))
            lines += "\(name)\t\(yes)\tYes\n\(name)\t\(no)\tNo\n"
            made += 1
        }
        try DiskFile.write(url.appending(path: "mme/\(subtask.rawValue).txt"), Array(lines.utf8))
    }

    private func write(_ conversations: [Conversation], _ name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try DiskFile.write(url.appending(path: name), Array(encoder.encode(conversations)))
    }

    static func number(_ index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
