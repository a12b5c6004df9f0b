import Expressions
import Sweep
import Testing

@Suite struct KeyTests {
    private func keys(_ text: String) throws -> [TrialKey] {
        try spec(text).expansion().map(\.key)
    }

    /// Written down, because a changed key forgets finished work.
    ///
    /// The digest is that of
    /// `printf 'key 1\ncode version 3\nrun "train"\nrun "eval"\nprojector.depth=4\n' | sha256sum`.
    @Test func keysAreFixedForEver() throws {
        let keys = try keys("fixed: {projector.depth: 4}\n")
        #expect(keys.map(\.rawValue) == ["ea5e7662b616467ac73c27fa6eb63883ef6045644deaf8333a3abd4d9aa8332b"])
        #expect(keys.map(\.short) == ["ea5e7662b616"])
    }

    /// What a spec says, in whichever way, does not matter; what the trainer gets does.
    @Test(arguments: [
        ("fixed: {projector.depth: 4}\n", "fixed: {projector: {depth: 4}}\n"),
        ("fixed: {projector.depth: 4}\n", "axes: {projector.depth: [4]}\n"),
        ("fixed: {projector.depth: 4}\n", "fixed: {projector.depth: 4, projector.kind: pargo}\n"),
        ("fixed: {lora.alpha: 64}\n", "fixed: {lora.alpha: 64.0}\n"),
        ("fixed: {lora.alpha: 64, lora.rank: 32}\n", "fixed: {lora.rank: 32, lora.alpha: \"{2 * lora.rank}\"}\n"),
        ("fixed: {lora.rank: 8}\nseeds: [0]\n", "fixed: {lora.rank: 8}\n"),
        (
            "fixed: {lora.rank: 8}\n",
            "description: again\nfixed: {lora.rank: 8}\nresources: {gpus: 4}\nbudget: {max_jobs: 9}\n"
        ),
    ])
    func sameWork(first: String, second: String) throws {
        #expect(try keys(first) == keys(second))
    }

    @Test(arguments: [
        ("fixed: {projector.depth: 4}\n", "fixed: {projector.depth: 5}\n"),
        ("fixed: {lora.rank: 8}\nseeds: [0]\n", "fixed: {lora.rank: 8}\nseeds: [1]\n"),
        ("fixed: {lora.rank: 8}\n", "fixed: {lora.rank: 8}\nrun: train\n"),
        ("fixed: {data.name: a}\n", "fixed: {data.name: b}\n"),
    ])
    func otherWork(first: String, second: String) throws {
        #expect(try keys(first) != keys(second))
    }

    /// Without a schema no type is given, and `2`, `2.0` and `"2"` are three configurations.
    @Test func keysAreTypeExact() throws {
        let command = "trainer: {command: [t]}\n"
        let texts = ["2", "2.0", "\"2\"", "[2]", "true", "\"true\""].map { "\(command)fixed: {a: \($0)}\n" }
        let keys = try texts.flatMap { try self.keys($0) }
        #expect(Set(keys).count == texts.count)
    }

    @Test func aNewParameterWithItsDefaultChangesNoKey() throws {
        let text = "sweep: test\nfixed: {projector.depth: 4}\naxes: {lora.rank: [4, 8]}\n"
        let larger = schemaText.replacing(
            "\"seed\":",
            with: "\"added\": {\"type\": \"boolean\", \"default\": false}, \"seed\":"
        )
        let keys = try [schemaText, larger]
            .map { schema -> [TrialKey] in
                let schema = SpecReader.schema(schema, path: "schema.json").schema
                let reading = SpecReader(schema: schema) { _ in Array(text.utf8) }.read("spec.yaml")
                return try #require(reading.spec).expansion().map(\.key)
            }
        #expect(keys[0].count == 2)
        #expect(keys[0] == keys[1])
    }

    @Test func codeIsPartOfTheKey() throws {
        let spec = try spec("fixed: {projector.depth: 4}\n")
        let keys = [nil, CodeIdentity.version(3), .version(4), .digest("ab"), .unknown]
            .map { code in
                spec.expansion(code: code).map(\.key)
            }
        #expect(keys[0] == keys[1])
        #expect(Set(keys).count == 4)
    }
}
