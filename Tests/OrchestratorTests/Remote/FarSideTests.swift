import Foundation
import Orchestrator
import Slurm
import TestSupport
import Testing

/// The script that works on a cluster, run here with a made-up `sbatch`.
@Suite struct FarSideTests {
    @Test func sbatchIsAskedOnceHoweverOftenTheBundleArrives() async throws {
        try await withFarSide("echo asked >>\"$HOME/asked\"; echo 41") { (far) async throws in
            let bundle = "pargo-lab 1 1 1 1\n#!/bin/sh\ntrue\nsweep\tk\t1\tt\t-\trun\tyes\t-\t{}\n"
            async let one = far.run("submit T \(bundle.utf8.count)", bundle)
            async let two = far.run("submit T \(bundle.utf8.count)", bundle)
            let replies = try await [one, two, far.run("submit T \(bundle.utf8.count)", bundle)]
            #expect(replies.allSatisfy { $0.succeeded })
            #expect(FarReport(replies[2].outputText).reply == .submitted(SlurmJobID(41)))
            #expect(try String(contentsOf: far.folder.appending(path: "asked"), encoding: .utf8) == "asked\n")
        }
    }

    @Test func aBundleThatWasCutOffIsNotHandedOver() async throws {
        try await withFarSide("echo 41") { (far) async throws in
            #expect(try await far.run("submit T 100", "pargo-lab 1 1 1 1\n#!/bin").code == 75)
            let report = try await far.observe("submission T\n")
            #expect(report.contains("state none"))
        }
    }

    @Test func whatSbatchSaidIsKept() async throws {
        let words = "sbatch: error: invalid partition specified: x"
        try await withFarSide("echo '\(words)' >&2; exit 1") { (far) async throws in
            let bundle = "pargo-lab 1 1 1 1\n#!/bin/sh\ntrue\n"
            let reply = try await far.run("submit T \(bundle.utf8.count)", bundle)
            guard case .refused(let refusal) = FarReport(reply.outputText).reply else {
                Issue.record("\(reply.outputText)")
                return
            }
            #expect(refusal.cause == .partition)
        }
    }

    @Test func whatWasGivenUpIsNeverHandedOver() async throws {
        try await withFarSide("echo 41") { (far) async throws in
            #expect(try await far.observe("void T\n").contains("state void"))
            let bundle = "pargo-lab 1 1 1 1\n#!/bin/sh\ntrue\n"
            #expect(try await far.run("submit T \(bundle.utf8.count)", bundle).outputText.contains("state void"))
        }
    }

    /// With Perl and without it the same bytes come, from where the copy ends.
    @Test(arguments: [true, false])
    func onlyWhatIsNewIsSent(hasPerl: Bool) async throws {
        try await withFarSide("true", hasPerl: hasPerl) { (far) async throws in
            let run = far.folder.appending(path: "runs/s/k/1")
            try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
            try Data("one\ntwo\n\u{0}three".utf8).write(to: run.appending(path: "log.txt"))
            try Data("{\"a\":1}\n".utf8).write(to: run.appending(path: "claim"))
            let answer = try await far.observe("run runs/s/k/1\t0\t0\t4\t0\t-\n")
            #expect(answer.contains("file runs/s/k/1/log.txt\t4\ntwo\n\u{0}three\n"))
            #expect(answer.contains("file runs/s/k/1/claim\t0\n{\"a\":1}\n"))
            let again = try await far.observe("run runs/s/k/1\t0\t0\t14\t0\tc\n")
            #expect(!again.contains("file"), "\(again)")
            #expect(again.hasSuffix("end\n"))
        }
    }

    private struct FarFolder: Sendable {
        let folder: URL
        let path: String

        func run(_ words: String, _ input: String) async throws -> CommandReply {
            let root = ShellText.quote(folder.path(percentEncoded: false))
            let setting = "HOME=\(root) PATH=\(ShellText.quote(path)); export HOME PATH"
            return try await LocalRunner().run("\(setting); sh \(root)/farside.sh \(root) \(words)", input: input)
        }

        func observe(_ questions: String) async throws -> String {
            try await run("observe @mark", questions).outputText
        }
    }

    private func withFarSide(_ sbatch: String, hasPerl: Bool = true, _ body: (FarFolder) async throws -> Void)
        async throws
    {
        try await withTemporaryFolder { folder in
            let tools = folder.appending(path: "bin")
            for name in ["bin", "submissions", "runs"] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: name),
                    withIntermediateDirectories: true
                )
            }
            try FarSide.script.write(to: folder.appending(path: "farside.sh"), atomically: true, encoding: .utf8)
            let program = tools.appending(path: "sbatch")
            try "#!/bin/sh\n\(sbatch)\n".write(to: program, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
            var names = "sh sed awk find xargs tail head wc date cat mkdir mv rm tr sort id printf grep ln dirname"
                .split(separator: " ").map(String.init)
            if hasPerl { names.append("perl") }
            for name in names {
                guard let real = ["/usr/bin/\(name)", "/bin/\(name)"].first(where: FileManager.default.fileExists)
                else { continue }
                try FileManager.default.createSymbolicLink(
                    atPath: tools.appending(path: name).path,
                    withDestinationPath: real
                )
            }
            try await body(FarFolder(folder: folder, path: tools.path))
        }
    }
}
