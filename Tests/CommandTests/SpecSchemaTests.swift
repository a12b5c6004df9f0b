import Foundation
import TestSupport
import Testing

/// `sweep schema` accepts what `sweep check` accepts, and refuses the plainest mistakes.
@Suite struct SpecSchemaTests {
    /// Reads specs by the core schema of YAML 1.2, in which `1e-4` is a number, and prints one line for each.
    private static let validator = #"""
        import json, re, sys, yaml, jsonschema

        class Core(yaml.SafeLoader):
            yaml_implicit_resolvers = {}

        for tag, pattern, first in [
            ("null", r"^(|~|null|Null|NULL)$", ["~", "n", "N", ""]),
            ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
            ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
            ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
        ]:
            Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)
        Core.add_constructor("!remove", lambda loader, node: "")
        Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))

        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for path in sys.argv[2:]:
            errors = list(validator.iter_errors(yaml.load(open(path), Core)))
            print("ok" if not errors else "; ".join(e.json_path + ": " + e.message[:300] for e in errors))
        """#

    private static let good = [
        "sweep: a\naxes: {projector.depth: [1, 2], optimizer.lr: {log_uniform: [1e-4, 1e-2], samples: 3}}",
        "sweep: a\nfixed: {preset: mini, lora: {rank: 8}, lora.alpha: \"{2 * lora.rank}\", lora.dropout: !remove }",
        "sweep: a\naxes: {projector: {depth: [1]}, t: {zip: {lora.rank: [1, 2], lora.alpha: [1, 2]}}}",
        "sweep: a\naxes: {t: {one_of: {off: {}, on: {lora.rank: [1, 2], lora.alpha: 3}}}}\nseeds: 3",
        "sweep: a\ntrainer: {command: [python, train.py]}\nfixed: {anything: 1}\naxes: {lr: [0.1], b.c: [x]}",
        "sweep: a\nruns: {csv: rows.csv}\nstages: {s: {run: train, uses: [lora]}}\nsearch: {method: grid}",
    ]

    private static let bad = [
        "axes: {projector.depth: [1]}", "sweep: a\naxis: {projector.depth: [1]}",
        "sweep: a\nfixed: {projector.dept: 1}", "sweep: a\nfixed: {projector.depth: many}",
        "sweep: a\nfixed: {projector: {depth: 0}}", "sweep: a\naxes: {projector.depth: 3}",
        "sweep: a\naxes: {projector.depth: [0]}", "sweep: a\naxes: {projector.kind: [linea]}",
        "sweep: a\nsearch: {method: gird}", "sweep: a\ntrainer: other", "sweep: a\nresources: {gpu: 1}",
        "sweep: a\naxes: {lora.rank: {log_uniform: [1, 2], sample: 2}}",
    ]

    @Test func itJudgesAsTheReaderDoes() throws {
        try withTemporaryFolder { folder in
            guard try python(["-c", "import jsonschema, yaml"], in: folder).code == 0 else {
                print("SKIPPED: python3 has no jsonschema and yaml")
                return
            }
            let schema = try Program("sweep", in: folder).run("schema")
            #expect(schema.code == 0, "\(schema.errors)")
            try schema.output.write(to: folder.appending(path: "schema.json"), atomically: true, encoding: .utf8)
            let good = try write(Self.good, "good", folder) + projectSpecs()
            let results = try validate(good, folder)
            for (path, result) in zip(good, results) { #expect(result == "ok", "\(path): \(result)") }
            #expect(results.count == good.count)
            let bad = try write(Self.bad, "bad", folder)
            for (text, result) in zip(Self.bad, try validate(bad, folder)) { #expect(result != "ok", "\(text)") }
        }
    }

    @Test func itKnowsEveryTopLevelKeyOfTheLanguage() throws {
        try withTemporaryFolder { folder in
            let output = try Program("sweep", in: folder).run("schema").output
            let schema = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
            let properties = try #require(schema?["properties"] as? [String: Any])
            let docs = Program.repository.appending(path: "docs/sweep-language.md")
            let text = try String(contentsOf: docs, encoding: .utf8)
            let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
                .compactMap { $0.components(separatedBy: "```").first }
            for line in blocks.joined().split(separator: "\n") {
                guard let key = line.prefixMatch(of: /[a-z_]+(?=:)/)?.output else { continue }
                #expect(properties[String(key)] != nil, "\(key)")
            }
        }
    }

    private func projectSpecs() -> [String] {
        let folder = Program.repository.appending(path: "sweeps")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let specs = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "yaml" }
        // An included part has no name of its own, and an expected table is no spec.
        return specs.filter { ((try? String(contentsOf: $0, encoding: .utf8)) ?? "").contains(/(?m)^sweep:/) }
            .map(\.path)
    }

    private func write(_ texts: [String], _ name: String, _ folder: URL) throws -> [String] {
        try texts.enumerated()
            .map { index, text in
                let url = folder.appending(path: "\(name)\(index).yaml")
                try "\(text)\n".write(to: url, atomically: true, encoding: .utf8)
                return url.path
            }
    }

    private func validate(_ paths: [String], _ folder: URL) throws -> [String] {
        let result = try python(["-c", Self.validator, "schema.json"] + paths, in: folder)
        #expect(result.code == 0, "\(result.output)")
        return result.output.split(separator: "\n").map(String.init)
    }

    private func python(_ arguments: [String], in folder: URL) throws -> (code: Int32, output: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.currentDirectoryURL = folder
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
