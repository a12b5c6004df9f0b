import Foundation
import ParGoRun
import TestSupport
import Testing

/// Public checkpoints: their names, their types, their shards; and what is refused of them.
@Suite struct WeightNameTests {
    /// Writes tensors of a type as a file that another program could have made.
    private static func write(
        _ tensors: [(name: String, shape: [Int], values: [Float])],
        type: String = "F32",
        to url: URL
    ) throws {
        var (parts, data) = ([String](), [UInt8]())
        for tensor in tensors {
            let start = data.count
            for value in tensor.values {
                switch type {
                case "BF16": data += bytes(UInt16(value.bitPattern >> 16))
                case "F16": data += bytes(half(value))
                case "F64": data += bytes(Double(value).bitPattern)
                default: data += bytes(value.bitPattern)
                }
            }
            parts.append(
                #""\#(tensor.name)":{"dtype":"\#(type)","shape":\#(tensor.shape),"data_offsets":[\#(start),\#(data.count)]}"#
            )
        }
        let header = Array("{\(parts.joined(separator: ","))}".utf8)
        try DiskFile.write(url, bytes(UInt64(header.count)) + header + data)
    }

    private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    /// Small whole numbers and halves only, which half precision has exactly.
    private static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        guard value != 0 else { return UInt16(bits >> 16) & 0x8000 }
        return UInt16(bits >> 16) & 0x8000 | (UInt16((bits >> 23) & 0xFF) - 112) << 10 | UInt16((bits >> 13) & 0x3FF)
    }

    @Test(arguments: ["F32", "F16", "BF16", "F64"]) func eachFloatingTypeIsRead(type: String) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            let values: [Float] = [0, -0.0, 1.5, -2, 0.25, 96]
            try Self.write([("a", [2, 3], values)], type: type, to: file)
            let parameter = Parameter("a", [2, 3])
            try WeightFile.read(file, into: [parameter])
            #expect(parameter.value.values.map(\.bitPattern) == values.map(\.bitPattern))
        }
    }

    /// A name of somebody else's, and ours.
    @Test(arguments: [
        ("blocks.0.attn.norm.weight", "visual_encoder.blocks.0.attn.inner_attn_ln.weight"),
        ("visual.trunk.blocks.0.mlp.fc1_g.bias", "visual_encoder.blocks.0.mlp.w1.bias"),
        ("visual.blocks.0.attn.q_bias", "visual_encoder.blocks.0.attn.q_bias"),
        ("visual_encoder.blocks.11.attn.v_proj.bias", "visual_encoder.blocks.11.attn.v_bias"),
        ("Q_former.bert.embeddings.LayerNorm.weight", "ParGo.bert.embeddings.LayerNorm.weight"),
        (
            "module.ParGo.bert.encoder.layer.0.output_query.dense.bias",
            "ParGo.bert.encoder.layer.0.output_query.dense.bias"
        ),
        ("llm_model.model.norm.weight", "model.norm.weight"),
        (
            "llm_model.base_model.model.model.layers.3.self_attn.q_proj.base_layer.weight",
            "model.layers.3.self_attn.q_proj.weight"
        ),
        (
            "base_model.model.model.layers.3.self_attn.q_proj.lora_A.default.weight",
            "base_model.model.model.layers.3.self_attn.q_proj.lora_A.weight"
        ),
    ])
    func publicNamesAreKnown(name: String, own: String) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            // The patch embedding is what tells that a file is timm's encoder alone.
            let other =
                name.hasPrefix("blocks.") ? [(name: "patch_embed.proj.weight", shape: [1], values: [Float(0)])] : []
            try Self.write([(name, [2], [3, 4])] + other, to: file)
            let parameter = Parameter(own, [2])
            try WeightFile.read(file, into: [parameter])
            #expect(parameter.value.values == [3, 4])
        }
    }

    @Test func aFusedMapIsTakenApart() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            let name = "visual_encoder.blocks.0.attn."
            let own = ["q", "k", "v"].map { Parameter("\(name)\($0)_proj.weight", [1, 2]) }
            let biases = ["q", "v"].map { Parameter("\(name)\($0)_bias", [1]) }
            try Self.write(
                [("\(name)qkv.weight", [3, 2], [1, 2, 3, 4, 5, 6]), ("\(name)qkv.bias", [3], [7, 0, 9])],
                to: file
            )
            try WeightFile.read(file, into: own + biases)
            #expect(own.map(\.value.values) == [[1, 2], [3, 4], [5, 6]])
            #expect(biases.map(\.value.values) == [[7], [9]])
            try Self.write([("\(name)qkv.bias", [3], [7, 8, 9])], to: file)
            let error = #expect(throws: FileFailure.self) { try WeightFile.read(file, into: biases) }
            #expect(error?.reason.contains("gives keys a bias") == true)
        }
    }

    @Test func theFirstPositionsOfALongerTableAreTaken() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            let name = "ParGo.bert.embeddings.position_embeddings.weight"
            try Self.write([(name, [3, 2], [1, 2, 3, 4, 5, 6])], to: file)
            let parameter = Parameter(name, [2, 2])
            try WeightFile.read(file, into: [parameter])
            #expect(parameter.value.values == [1, 2, 3, 4])
        }
    }

    @Test func shardsMakeOneCheckpoint() throws {
        try withTemporaryFolder { folder in
            try Self.write([("a", [1], [1])], to: folder.appending(path: "model-1.safetensors"))
            try Self.write([("b", [1], [2])], to: folder.appending(path: "model-2.safetensors"))
            let index = folder.appending(path: "model.safetensors.index.json")
            func names(_ b: String) throws {
                let text = #"{"metadata":{},"weight_map":{"a":"model-1.safetensors","b":"\#(b)"}}"#
                try DiskFile.write(index, Array(text.utf8))
            }
            try names("model-2.safetensors")
            let parameters = [Parameter("a", [1]), Parameter("b", [1])]
            try WeightFile.read(folder, into: parameters)
            #expect(parameters.map(\.value.values) == [[1], [2]])
            for (shard, words) in [
                ("../model-2.safetensors", "leads out of its folder"), ("model-3.safetensors", "No such file"),
                ("model-1.safetensors", "lacks b"),
            ] {
                try names(shard)
                let error = #expect(throws: FileFailure.self) { try WeightFile.read(folder, into: parameters) }
                #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test func whatIsMissingOrLeftOverIsListed() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            try Self.write(
                [("a", [1], [1]), ("other", [1], [2]), ("visual_encoder.head.weight", [1], [3])],
                to: file
            )
            let loading = try WeightLoading(WeightSource([file]), into: [Parameter("a", [1]), Parameter("b", [1])])
            #expect(loading.missing == ["b"])
            #expect(loading.leftOver == ["other"])
            #expect(loading.unused == ["visual_encoder.head.weight"])
            let error = #expect(throws: FileFailure.self) { try loading.requireAll() }
            #expect(error?.reason == "lacks b; it has other, which nothing here is called")
        }
    }

    @Test func twoTensorsForOneWeightAreRefused() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            try Self.write([("llm_model.model.norm.weight", [1], [1]), ("model.norm.weight", [1], [1])], to: file)
            #expect(throws: FileFailure.self) { try WeightFile.read(file, into: [Parameter("model.norm.weight", [1])]) }
        }
    }

    @Test func aPickleIsNamedAsSuch() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "pytorch_model.bin")
            try DiskFile.write(file, [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 60))
            let error = #expect(throws: FileFailure.self) { try WeightSource([file]) }
            #expect(error?.reason.contains("PyTorch's own format") == true)
        }
    }

    @Test func theEncodersPatchesAreAConvolutionInFiles() throws {
        var (generator, shape) = (SeededGenerator(seed: 1, stream: "v"), VisionEncoder.Shape())
        (shape.image, shape.patch, shape.width, shape.depth, shape.heads, shape.ffn) = (8, 4, 8, 1, 2, 10)
        let encoder = VisionEncoder(shape, &generator)
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            try WeightFile.write(encoder.parameters, to: file)
            let tensors = try Safetensors.decode(DiskFile.read(file))
            #expect(tensors["visual_encoder.patch_embed.proj.weight"]?.shape == [8, 3, 4, 4])
            let other = VisionEncoder(shape, &generator)
            try WeightFile.read(file, into: other.parameters)
            let pixels = randomTensor([1, 3, 8, 8])
            #expect(other.forward(pixels).values == encoder.forward(pixels).values)
        }
    }
}
