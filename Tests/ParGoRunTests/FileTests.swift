import Foundation
import ParGoRun
import TestSupport
import Testing

/// PNG, safetensors, the cache, and training files: what is written reads back, what is broken is refused.
@Suite struct FileTests {
    @Test func pngKeepsEachPixel() throws {
        var generator = SeededGenerator(seed: 1, stream: "png")
        let picture = Scene.random(most: 4, &generator).draw(side: 48, &generator)
        let bytes = try PNG.encode(picture)
        #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(try PNG.decode(bytes) == picture)
    }

    @Test func brokenPNGIsAnErrorNotACrash() throws {
        var generator = SeededGenerator(seed: 1, stream: "png")
        let bytes = try PNG.encode(Scene.random(most: 4, &generator).draw(side: 48, &generator))
        for length in stride(from: 0, to: bytes.count - 1, by: 97) {
            #expect(throws: PNG.Failure.self) { try PNG.decode(Array(bytes.prefix(length))) }
        }
        for _ in 0..<200 {
            var damaged = bytes
            damaged[generator.below(damaged.count)] = UInt8(truncatingIfNeeded: generator.next())
            // Damage may hit what does not matter; it must only never crash.
            _ = try? PNG.decode(damaged)
        }
    }

    @Test func safetensorsKeepNamesShapesAndBits() throws {
        let tensors = [
            ("a", Tensor([2, 3], [1, -0.0, .infinity, 4, 5, .leastNonzeroMagnitude])),
            ("odd \"name\"\\", Tensor([1], [7])),
            ("empty", Tensor([0, 4])),
        ]
        let read = try Safetensors.decode(Safetensors.encode(tensors))
        #expect(read.count == 3)
        for (name, tensor) in tensors {
            #expect(read[name]?.shape == tensor.shape)
            #expect(read[name]?.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
        }
    }

    /// A file of a header text and some bytes of data.
    private static func file(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
        let size = length ?? UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: data)
    }

    @Test(
        arguments: [
            [], [1, 2, 3],
            file("{}", data: 0, length: 1000),
            file("{}", data: 0, length: .max),
            file("[1]", data: 0),
            file(#"{"a":{"dtype":"F7","shape":[1],"data_offsets":[0,2]}}"#, data: 2),
            file(#"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, data: 8),
            file(
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
                data: 8
            ),
            file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: 4),
            file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,-4]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, data: 8),
            file(
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775807,-9223372036854775805]}}"#,
                data: 8
            ),
            file(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[4000000000],"data_offsets":[0,16000000000]}}"#, data: 8),
            file(#"{"a":{"dtype":"F32","shape":[1]}}"#, data: 4),
        ] as [[UInt8]]
    )
    func hostileHeadersAreRefused(bytes: [UInt8]) {
        #expect(throws: Safetensors.Malformed.self) { try Safetensors.decode(bytes) }
    }

    @Test func safetensorsSurviveDamage() throws {
        let bytes = try Safetensors.encode([("a", Tensor([2, 3])), ("b", Tensor([4]))])
        var generator = SeededGenerator(seed: 2, stream: "damage")
        for _ in 0..<2000 {
            var damaged = bytes
            for _ in 0...generator.below(3) {
                damaged[generator.below(damaged.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            // Some damage leaves a file that is still right; none may crash.
            _ = try? Safetensors.decode(Array(damaged.prefix(generator.below(damaged.count) + 1)))
        }
    }

    @Test func metadataIsLeftAlone() throws {
        let header = #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        #expect(Array(try Safetensors.decode(Self.file(header, data: 4)).keys) == ["a"])
    }

    @Test func aMappedFileSurvivesDamage() throws {
        let bytes = try Safetensors.encode([("a", Tensor([2, 3])), ("b", Tensor([4]))])
        var generator = SeededGenerator(seed: 3, stream: "damage")
        try withTemporaryFolder { folder in
            let (file, parameters) = (folder.appending(path: "w.safetensors"), [Parameter("a", [2, 3])])
            for _ in 0..<300 {
                var damaged = bytes
                for _ in 0...generator.below(3) {
                    damaged[generator.below(damaged.count)] = UInt8(truncatingIfNeeded: generator.next())
                }
                try DiskFile.write(file, Array(damaged.prefix(generator.below(damaged.count) + 1)))
                // Refused or read; never more than the file has.
                _ = try? WeightFile.read(file, into: parameters)
            }
        }
    }

    @Test func weightsOfAnotherShapeAreRefusedByName() throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "w.safetensors")
            try WeightFile.write([Parameter("a", [2, 2])], to: file)
            let kept = Parameter("a", [2, 2])
            #expect(throws: FileFailure.self) { try WeightFile.read(file, into: [kept, Parameter("b", [1])]) }
            #expect(throws: FileFailure.self) { try WeightFile.read(file, into: [Parameter("a", [4])]) }
            try WeightFile.read(file, into: [kept])
        }
    }

    @Test func aCacheEntryIsMadeOnceAndOnlyWhole() throws {
        struct Interrupted: Error {}
        try withTemporaryFolder { folder in
            let cache = Cache(folder: folder.appending(path: "cache"))
            #expect(throws: Interrupted.self) {
                _ = try cache.entry("thing") { target in
                    try DiskFile.write(target, [1])
                    throw Interrupted()
                }
            }
            var made = 0
            for _ in 0..<3 {
                let entry = try cache.entry("thing") { target in
                    made += 1
                    try DiskFile.write(target, [2])
                }
                #expect(try DiskFile.read(entry) == [2])
            }
            #expect(made == 1)
        }
    }

    @Test func conversationsLearnWhatTheModelSays() {
        let vocabulary = Vocabulary.scenes
        let caption = Conversation(
            id: "1",
            image: "a.png",
            conversations: [.init(.human, "<image>"), .init(.gpt, "a red circle .")]
        )
        #expect(vocabulary.decode(caption.tokenized(vocabulary).tokens) == "<s> a red circle . </s>")
        let asked = Conversation(
            id: "2",
            image: "a.png",
            conversations: [.init(.human, "<image>\nis there a red circle ?"), .init(.gpt, "yes")]
        )
        let text = asked.tokenized(vocabulary)
        #expect(vocabulary.decode(text.tokens) == "<s> user: is there a red circle ? assistant: yes </s>")
        let learned = text.labels.filter { $0 != CrossEntropy.ignored }
        #expect(vocabulary.decode(learned) == "yes </s>")
    }
}
