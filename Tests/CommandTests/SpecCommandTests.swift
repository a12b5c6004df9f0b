import Foundation
import TestSupport
import Testing

/// `sweep init`, `sweep schema`, and what `sweep check` says of the specs that come with the project.
@Suite struct SpecCommandTests {
    /// Every YAML file below `sweeps/` that has a `sweep:` of its own.
    private static func specs() throws -> [URL] {
        let folder = Program.repository.appending(path: "sweeps")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        let all = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "yaml" }
        return try all.filter { try String(contentsOf: $0, encoding: .utf8).contains(/(?m)^sweep:/) }
            .sorted { $0.path < $1.path }
    }

    @Test func theSpecsThatComeWithTheProjectPlan() throws {
        let specs = try Self.specs()
        #expect(!specs.isEmpty)
        try withTemporaryFolder { folder in
            for spec in specs {
                let result = try Program("sweep", in: folder).run("check", spec.path)
                #expect(result.code == 0 && !result.errors.contains("error"), "\(spec.path): \(result.errors)")
            }
        }
    }

    @Test func aFirstSpecIsWrittenAndIsSound() throws {
        try withTemporaryFolder { folder in
            let sweep = Program("sweep", in: folder)
            let written = try sweep.run("init", "first one.yaml")
            #expect(written.code == 0 && written.output.contains("sweep check first one.yaml"), "\(written.errors)")
            let url = folder.appending(path: "first one.yaml")
            let text = try String(contentsOf: url, encoding: .utf8)
            // The list of all keys below is the schema's, which has a golden file of its own.
            let head = text.components(separatedBy: "# Every other key")[0]
            try expectSnapshot(head, named: "sweep-init.yaml")
            let check = try sweep.run("check", "first one.yaml")
            #expect(check.code == 0 && check.errors.isEmpty, "\(check.errors)")
            let again = try sweep.run("init", "first one.yaml")
            #expect(again.code == 1)
            #expect(again.errors.contains("first one.yaml exists and is left as it is"), "\(again.errors)")
        }
    }

    /// Each commented key of the first spec can be used as it stands.
    @Test func itsCommentsAreKeysToo() throws {
        try withTemporaryFolder { folder in
            let sweep = Program("sweep", in: folder)
            #expect(try sweep.run("init", "first.yaml", "--quiet").output.isEmpty)
            let text = try String(contentsOf: folder.appending(path: "first.yaml"), encoding: .utf8)
            let keys = text.split(separator: "\n")
                .filter { $0.hasPrefix("#  ") && $0.contains(": ") && $0.contains(".") }
                .map { $0.dropFirst() }.filter { !$0.contains("yaml-language-server") }
            let all = "sweep: all\nseeds: 1\nfixed:\n" + keys.joined(separator: "\n") + "\n"
            try all.write(to: folder.appending(path: "all.yaml"), atomically: true, encoding: .utf8)
            let check = try sweep.run("check", "all.yaml")
            #expect(check.code == 0, "\(check.errors)")
            #expect(keys.count > 30)
        }
    }

    @Test func keysThatDoNotFitAreRefusedBeforeAnythingIsSpent() throws {
        try withTemporaryFolder { folder in
            let spec = Program.repository.appending(path: "sweeps/quickstart.yaml")
            let text = try String(contentsOf: spec, encoding: .utf8).replacing("[18, 0]", with: "[16, 0]")
            try text.write(to: folder.appending(path: "quickstart.yaml"), atomically: true, encoding: .utf8)
            for command in ["check", "submit"] {
                let result = try Program("sweep", in: folder).run(command, "quickstart.yaml", "--quiet")
                #expect(result.code == 65)
                try expectSnapshot(result.errors, named: "sweep-refused.txt")
            }
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "lab").path))
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsCanCompleteTheCommands(shell: String) throws {
        try withTemporaryFolder { folder in
            for name in ["sweep", "tracker"] {
                let result = try Program(name, in: folder).run("--generate-completion-script", shell)
                #expect(result.code == 0 && result.output.contains(name == "sweep" ? "submit" : "history"))
            }
        }
    }
}
