import Foundation
import ParGoRun
import TestSupport
import Testing

/// Weights written under each public way of naming them, and read back: the same bits, and nothing lost on the way.
@Suite struct WeightConversionTests {
    private static let configuration: TrainerConfiguration = {
        var configuration = TrainerConfiguration()
        (configuration.vision.depth, configuration.llm.depth, configuration.projector.depth) = (2, 2, 2)
        (configuration.llm.vocabulary, configuration.lora.rank) = (29, 3)
        (configuration.lora.alpha, configuration.lora.targets) = (6, [.query, .output, .down])
        return configuration
    }()

    /// A model of every part under our own names, with random weights.
    private static func write(to file: URL) throws {
        var generator = SeededGenerator(seed: 3, stream: "weights")
        let encoder = VisionEncoder(configuration.vision, &generator)
        var shape = ParGoProjector.Shape()
        (shape.depth, shape.visualWidth, shape.llmWidth) = (2, configuration.vision.width, configuration.llm.width)
        let mask = PartialGlobalMask(partial: 18, global: 4, visual: 36)
        let projector = ParGoProjector(shape, mask: mask, widths: [18, 18], &generator)
        let language = LanguageModel(configuration.llm, &generator)
        language.addUpdates(rank: 3, alpha: 6, dropout: 0, targets: configuration.lora.targets, &generator)
        let all = encoder.parameters + projector.parameters + language.parameters + language.updateParameters
        randomize(all, scale: 0.2)
        try WeightFile.write(all, to: file)
    }

    private static func read(_ file: URL) throws -> [String: Tensor] { try Safetensors.decode(DiskFile.read(file)) }

    /// Writes `format` from our own names, then everything again from that under the released code's.
    @Test(arguments: WeightFormat.allCases) func thereAndBackIsTheSame(format: WeightFormat) throws {
        try withTemporaryFolder { folder in
            let (own, there) = (folder.appending(path: "own.safetensors"), folder.appending(path: "there.safetensors"))
            try Self.write(to: own)
            let export = try WeightExport(Self.configuration, WeightSource([own]), to: format)
            _ = try export.write(to: there)
            let (before, after) = (try Self.read(own), try Self.read(there))
            #expect(Set(after.keys) == Set(export.names) && after.count == export.names.count)
            // Ours are the released code's but for the language model; read back, each has the number that it had.
            let again = folder.appending(path: "again.safetensors")
            let back: WeightFormat = [.huggingFace, .peft].contains(format) ? format : .pargo
            _ = try WeightExport(Self.configuration, WeightSource([there]), to: back).write(to: again)
            for (name, tensor) in try Self.read(again) {
                let original = name.replacing("llm_model.base_model.model.", with: "")
                    .replacing(".base_layer.", with: ".")
                    .replacing(".default.", with: ".")
                let key =
                    original.contains(".lora_") && !original.hasPrefix("base_model")
                    ? "base_model.model.\(original)" : original
                let expected = try #require(before[key], "\(name)")
                #expect(expected.shape == tensor.shape && expected.values == tensor.values, "\(name)")
            }
            let parts: [WeightFormat: Int] = [.pargo: before.count, .huggingFace: 2 * 9 + 3, .peft: 2 * 3 * 2]
            #expect(after.count == parts[format] ?? 2 * 21 + 4, "\(format)")
        }
    }

    @Test func eachProgramGetsItsOwnNames() throws {
        try withTemporaryFolder { folder in
            let own = folder.appending(path: "own.safetensors")
            try Self.write(to: own)
            var text = ""
            for format in WeightFormat.allCases {
                let export = try WeightExport(Self.configuration, WeightSource([own]), to: format)
                let shown = export.names.filter { !$0.contains("s.1.") && !$0.contains("layer.1.") }
                text += "== \(format.rawValue)\n" + shown.map { "\($0)\n" }.joined()
                text += export.report.dropFirst().map { "# \($0)\n" }.joined()
            }
            try expectSnapshot(text, named: "weight-names.txt")
        }
    }

    @Test func aFolderGetsTheSettingsThatTheOtherProgramReads() throws {
        try withTemporaryFolder { folder in
            let own = folder.appending(path: "own.safetensors")
            try Self.write(to: own)
            func written(_ format: WeightFormat) throws -> [String] {
                let target = folder.appending(path: format.rawValue)
                let files = try WeightExport(Self.configuration, WeightSource([own]), to: format).write(to: target)
                // The folder is read as such.
                _ = try WeightSource([target])
                return try files.dropFirst().map { try DiskFile.text($0) }
            }
            #expect(try written(.huggingFace).first?.contains(#""rms_norm_eps": 1e-05"#) == true)
            #expect(try written(.peft).first?.contains(#""target_modules": ["q_proj", "o_proj", "down_proj"]"#) == true)
            #expect(try written(.timm).isEmpty)
        }
    }

    @Test func whatIsMissingOrOfAnotherShapeIsRefused() throws {
        try withTemporaryFolder { folder in
            let own = folder.appending(path: "own.safetensors")
            try Self.write(to: own)
            var other = Self.configuration
            other.vision.ffn += 2
            let shape = #expect(throws: FileFailure.self) { try WeightExport(other, WeightSource([own]), to: .timm) }
            #expect(
                shape?.reason.contains("has shape [170], the configuration needs [172]") == true,
                "\(shape?.reason ?? "")"
            )
            other = Self.configuration
            other.llm.depth = 3
            let lacking = #expect(throws: FileFailure.self) {
                try WeightExport(other, WeightSource([own]), to: .huggingFace)
            }
            #expect(lacking?.reason.contains("lacks model.layers.2.") == true)
            let peft = folder.appending(path: "peft.safetensors")
            _ = try WeightExport(Self.configuration, WeightSource([own]), to: .peft).write(to: peft)
            let part = #expect(throws: FileFailure.self) {
                try WeightExport(Self.configuration, WeightSource([peft]), to: .eva)
            }
            #expect(part?.reason.contains("lacks visual_encoder.patch_embed.proj.weight") == true)
            // The released code's format takes the parts that there are, and says which are not.
            let some = try WeightExport(Self.configuration, WeightSource([peft]), to: .pargo)
            #expect(some.report.contains("not there, so left out: vision encoder, projector, language model"))
        }
    }

    /// A type, a number, and the nearest number that the type has.
    private static let halves: [(WeightType, Float, Float)] = [
        (WeightType.float16, Float(0x1.002p0), Float(1)),
        (WeightType.float16, Float(0x1.006p0), Float(0x1.008p0)),
        (WeightType.float16, Float(65_519), Float(65_504)),
        (WeightType.float16, Float(65_520), Float.infinity),
        (WeightType.float16, Float(0x1p-25), Float(0)),
        (WeightType.float16, Float(0x1.8p-25), Float(0x1p-24)),
        (WeightType.float16, Float(-0x1p-14), Float(-0x1p-14)),
        (WeightType.float16, -Float.infinity, -Float.infinity),
        (WeightType.bfloat16, Float(0x1.01p0), Float(1)),
        (WeightType.bfloat16, Float(0x1.03p0), Float(0x1.04p0)),
        (WeightType.bfloat16, Float(-0.0), Float(-0.0)),
    ]

    /// Halves go to the nearest number, of two equally near ones to the even one.
    @Test(arguments: halves)
    func halvesAreTheNearest(type: WeightType, value: Float, half: Float) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            try Safetensors.write([("a", Tensor([1], [value]))], type: type, to: file)
            let read = try #require(try Self.read(file)["a"])[0]
            #expect(read == half)
            #expect(read.sign == half.sign)
        }
    }

    @Test func mergedUpdatesAreInTheMapsThemselves() throws {
        try withTemporaryFolder { folder in
            let (own, merged) = (
                folder.appending(path: "own.safetensors"), folder.appending(path: "merged.safetensors")
            )
            try Self.write(to: own)
            let export = try WeightExport(Self.configuration, WeightSource([own]), to: .huggingFace, merges: true)
            _ = try export.write(to: merged)
            let ids = folder.appending(path: "ids.safetensors")
            try Self.writeIDs(to: ids)
            func logits(_ file: URL, rank: Int) throws -> [Float] {
                var configuration = Self.configuration
                configuration.lora.rank = rank
                let model = try PartModel(.llm, configuration, WeightSource([file]))
                return try model.forward(PartInputs(ids)).first?.tensor.values ?? []
            }
            let (beside, within) = (try logits(own, rank: 3), try logits(merged, rank: 0))
            #expect(!beside.isEmpty && beside.count == within.count)
            for (left, right) in zip(beside, within) { #expect(abs(left - right) < 1e-4) }
            #expect(try logits(own, rank: 0) != beside, "the updates do something")
        }
    }

    /// One gradient under the table's name where the head is the table: the sum of both.
    @Test func aTiedHeadAddsItsGradientToTheTables() throws {
        try withTemporaryFolder { folder in
            var (configuration, generator) = (Self.configuration, SeededGenerator(seed: 4, stream: "tied"))
            configuration.lora.rank = 0
            let model = LanguageModel(configuration.llm, &generator)
            let (table, head) = ("model.embed_tokens.weight", "lm_head.weight")
            let named = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0) })
            try #require(named[head]).value.copy(try #require(named[table]).value)
            let (whole, tied) = (
                folder.appending(path: "whole.safetensors"), folder.appending(path: "tied.safetensors")
            )
            try WeightFile.write(model.parameters, to: whole)
            try WeightFile.write(model.parameters.filter { $0.name != head }, to: tied)
            let ids = folder.appending(path: "ids.safetensors")
            try Self.writeIDs(to: ids)
            func gradients(_ file: URL) throws -> [String: [Float]] {
                let part = try PartModel(.llm, configuration, WeightSource([file]), withGradients: true)
                let found = try part.gradients(PartInputs(ids))
                return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.tensor.values) })
            }
            let (apart, together) = (try gradients(whole), try gradients(tied))
            #expect(together[head] == nil && together.count == apart.count - 1)
            let sum = zip(try #require(apart[table]), try #require(apart[head])).map(+)
            #expect(together[table] == sum)
            #expect(together["model.norm.weight"] == apart["model.norm.weight"])
        }
    }

    /// `input_ids` and `labels` of one row, as another program writes them.
    private static func writeIDs(to file: URL) throws {
        let (ids, labels): ([Int64], [Int64]) = ([1, 7, 3, 28, 0, 5], [-100, 7, 3, 28, 0, 5])
        let header = ["input_ids", "labels"].enumerated()
            .map { #""\#($1)":{"dtype":"I64","shape":[1,6],"data_offsets":[\#($0 * 48),\#($0 * 48 + 48)]}"# }
        let text = Array("{\(header.joined(separator: ","))}".utf8)
        let bytes = { (value: Int64) in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
        try DiskFile.write(file, bytes(Int64(text.count)) + text + (ids + labels).flatMap(bytes))
    }
}
