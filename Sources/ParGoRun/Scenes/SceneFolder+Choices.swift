#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension SceneFolder {
    /// MMBench's layout: one table with a row a question, its image in base 64.
    func writeMMBench() throws {
        let folder = url.appending(path: "mmbench")
        try DiskFile.makeFolder(folder)
        var text = "index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\timage\tsource\tl2-category\tsplit\n"
        var index = 0
        for skill in settings.skills {
            try scenes(skill, stream: "mmbench") { choice, image in
                let options = choice.options + [String](repeating: "", count: 4 - choice.options.count)
                let picture = Data(try PNG.encode(image)).base64EncodedString()
                let row = [
                    "\(index)", choice.text, "", options.joined(separator: "\t"), choice.letter, skill.ability, picture,
                    "scenes", skill.abilityGroup, "dev",
                ]
                text += row.joined(separator: "\t") + "\n"
                index += 1
            }
        }
        try DiskFile.write(folder.appending(path: "mmbench_scenes.tsv"), Array(text.utf8))
    }

    /// SEED-Bench's layout: one JSON file, and the images beside it.
    func writeSEED() throws {
        let (folder, images) = (url.appending(path: "seed"), url.appending(path: "seed/SEED-Bench-image"))
        try DiskFile.makeFolder(images)
        var questions: [JSONNode] = []
        for skill in settings.skills {
            guard let dimension = skill.dimension else { continue }
            try scenes(skill, stream: "seed") { choice, image in
                let name = "\(Self.number(questions.count)).png"
                try DiskFile.write(images.appending(path: name), PNG.encode(image))
                let options = zip("abcd", choice.options).map { JSONNode.Member("choice_\($0)", .text($1)) }
                questions.append(
                    .object(
                        [.init("answer", .text(choice.letter))] + options + [
                            .init("data_id", .text(name)), .init("data_type", .text("image")),
                            .init("question", .text(choice.text)), .init("question_id", .text("\(questions.count)")),
                            .init("question_type_id", .integer(dimension)),
                        ]
                    )
                )
            }
        }
        let file = JSONNode.object([
            .init("question_type", .object(Self.dimensions.map { .init($0, .integer($1)) })),
            .init("questions", .list(questions)),
        ])
        try DiskFile.write(folder.appending(path: "SEED-Bench.json"), Array(file.line.utf8))
    }

    /// SEED-Bench's dimensions of images, under its own names.
    private static let dimensions = [
        ("Scene Understanding", 1), ("Instance Identity", 2), ("Instance Attributes", 3), ("Instance Location", 4),
        ("Instances Counting", 5), ("Spatial Relation", 6), ("Instance Interaction", 7), ("Visual Reasoning", 8),
        ("Text Understanding", 9),
    ]

    /// As many held-out scenes as the settings say that can pose a question of `skill`, each with its picture.
    private func scenes(_ skill: Skill, stream: String, _ take: (Choice, PixelImage) throws -> Void) throws {
        var (made, draw) = (0, 0)
        while made < settings.evaluationImages {
            var generator = SeededGenerator(seed: settings.seed, stream: "scene/\(stream)/\(skill.rawValue)/\(draw)")
            draw += 1
            let scene = Scene.random(most: settings.objects, glyphs: settings.glyphs, &generator)
            guard let choice = scene.choice(skill, most: settings.objects, &generator) else { continue }
            try take(choice, scene.draw(side: side, &generator))
            made += 1
        }
    }
}
