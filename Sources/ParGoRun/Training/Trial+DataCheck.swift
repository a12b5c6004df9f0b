#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Trial {
    /// Makes the data, or reads everything in a folder of one's own, each image included; what there is, a line each.
    ///
    /// Throws at the first file, entry or image that cannot be used.
    public func checkData() throws -> [String] {
        let data = try prepareData()
        guard !configuration.data.isGenerated else { return ["Data: \(data.url.path)"] }
        var (images, lines) = (ImageList(), ["Data: \(data.url.path)"])
        for stage in [1, 2] {
            guard (stage == 1 ? data.captions : data.questions) != nil else {
                lines.append("Stage \(stage): none, there is no \(data.file(stage).lastPathComponent)")
                continue
            }
            let training = try data.training(stage, configuration, images: &images)
            let cut = training.cut > 0 ? ", \(training.cut) longer than llm.length" : ""
            lines.append("Stage \(stage): \(training.samples.count) conversations\(cut)")
        }
        if !data.ownTexts.isEmpty {
            let known = (1000 * data.knownWords).rounded() / 10
            lines.append("Vocabulary: \(data.vocabulary.words.count) words, \(known) % of the conversations' words")
        }
        for benchmark in configuration.eval.benchmarks {
            var asking = configuration
            asking.eval.benchmarks = [benchmark]
            guard data.has(benchmark) else {
                lines.append("Benchmark \(benchmark.rawValue): none, there is no folder \(benchmark.rawValue)/")
                continue
            }
            let questions = try data.suites(asking, images: &images).reduce(0) { $0 + $1.count }
            lines.append("Benchmark \(benchmark.rawValue): \(questions) questions to ask")
        }
        try check(images)
        return lines + ["Images: \(images.count), all of them read"]
    }

    private func check(_ images: ImageList) throws {
        for index in 0..<images.count {
            _ = try images.picture(index)
            try report(.progress(done: index + 1, total: images.count, unit: "image"))
        }
    }
}
