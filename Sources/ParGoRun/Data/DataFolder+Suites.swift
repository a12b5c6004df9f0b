#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension DataFolder {
    /// Whether there is anything of a benchmark.
    func has(_ benchmark: EvaluationBenchmark) -> Bool { DiskFile.exists(url.appending(path: benchmark.rawValue)) }

    /// A stage's conversations in tokens.
    ///
    /// Throws where the folder has no such file.
    func training(
        _ stage: Int,
        _ configuration: TrainerConfiguration,
        images: inout ImageList
    ) throws -> TrainingData {
        let file = file(stage)
        guard let conversations = stage == 1 ? captions : questions else {
            let other = stage == 1 ? "data.captions, or train stage 2 alone" : "data.questions, or train stage 1 alone"
            throw TrainingFailure.data(
                file: file.path,
                reason: "is not there, and stage \(stage) needs it; set \(other)"
            )
        }
        let imageTokens = configuration.projector.partialTokens + configuration.projector.globalTokens
        let longest = configuration.llm.length - imageTokens
        let folder = file.deletingLastPathComponent()
        return try TrainingData(conversations, in: folder, vocabulary, longest: longest, images: &images)
    }

    /// The configured benchmarks' questions.
    func suites(_ configuration: TrainerConfiguration, images: inout ImageList) throws -> [Suite] {
        var suites: [Suite] = []
        for benchmark in configuration.eval.benchmarks {
            switch benchmark {
            case .mme: suites.append(.mme(try mme(configuration, &images)))
            case .mmbench:
                let suite = try ChoiceSuite(mmbench: onlyTable())
                suites.append(
                    .mmbench(suite, images: suite.items.map { images.place(of: $0.image, namedBy: $0.place) })
                )
            case .seed:
                let folder = url.appending(path: "seed")
                let pictures = folder.appending(path: "SEED-Bench-image")
                let suite = try ChoiceSuite(seed: folder.appending(path: "SEED-Bench.json"), images: pictures)
                suites.append(.seed(suite, images: suite.items.map { images.place(of: $0.image, namedBy: $0.place) }))
            }
        }
        return suites
    }

    /// MME's subtasks; of generated scenes the images of those not asked, too, so that trials that ask different ones share the
    /// features.
    private func mme(
        _ configuration: TrainerConfiguration,
        _ images: inout ImageList
    ) throws -> [(suite: MMESuite, images: [Int])] {
        let asked = configuration.eval.subtasks
        let read =
            configuration.data.isGenerated
            ? MMESubtask.posed(by: configuration.data) : MMESubtask.allCases.filter(asked.contains)
        var result: [(suite: MMESuite, images: [Int])] = []
        for subtask in read {
            let folder = url.appending(path: "mme")
            let suite = try MMESuite(folder, subtask: subtask.rawValue)
            let pictures = folder.appending(path: "images/\(subtask.rawValue)")
            let places = suite.items.map {
                images.place(of: .file(pictures.appending(path: $0.image)), namedBy: $0.place)
            }
            if asked.contains(subtask) { result.append((suite, places)) }
        }
        return result
    }

    /// MMBench's one table.
    private func onlyTable() throws -> URL {
        let folder = url.appending(path: "mmbench")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let tables = names.filter { $0.hasSuffix(".tsv") }.sorted()
        guard tables.count == 1 else {
            let have = tables.isEmpty ? "none" : "\(tables.count): \(tables.joined(separator: ", "))"
            throw TrainingFailure.data(
                file: folder.path,
                reason: "must hold one *.tsv, the split of MMBench to be asked, and holds \(have)"
            )
        }
        return folder.appending(path: tables[0])
    }
}
