import Foundation
import RunLog
import TestSupport
import Testing

@Suite struct CaptureTests {
    @Test(arguments: [
        ("WANDB_API_KEY", true), ("HF_TOKEN", true), ("my_password", true), ("SSH_AUTH_SOCK", true),
        ("DATABASE_DSN", true),
        ("PATH", false), ("OMP_NUM_THREADS", false), ("SLURM_JOB_ID", false),
    ])
    func secretsAreKnownByTheirNames(name: String, isSecret: Bool) {
        #expect(Secrets.isNamedLikeOne(name) == isSecret)
        let shown = Secrets.visible([name: "abc"])[name]?.stringValue
        #expect(shown == (isSecret ? Secrets.hidden : "abc"))
    }

    @Test func argumentsLoseTheValuesOfSecrets() {
        let shown = Secrets.visible(["train", "--api-key", "abc", "--token=abc", "--lr", "3", "http://me:pw@host/x"])
        #expect(shown.text == #"["train","--api-key","(hidden)","--token=(hidden)","--lr","3","http://host/x"]"#)
    }

    @Test func aProcessTellsOfItselfAndItsMachine() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.path)
            let record = CaptureRecord.ofProcess(
                as: .trainer,
                arguments: ["train"],
                environment: ["HF_TOKEN": "abc", "A": "b"],
                folder: folder.path
            )
            try record.write(to: run)
            let read = try #require(try CaptureRecord.read(.trainer, from: run))
            #expect(read == record)
            let sections = JSONValue.object(read.sections)
            #expect(sections["environment"]?.text == #"{"A":"b","HF_TOKEN":"(hidden)"}"#)
            #expect(try #require(sections["host"]?["cpus"]?.intValue) > 0)
            #expect(try #require(sections["host"]?["memory_mb"]?.intValue) > 0)
            #expect(sections["git"] == nil, "the folder is in no repository")
            #expect(try CaptureRecord.read(.wrapper, from: run) == nil)
        }
    }

    @Test func gitTellsTheCommitAndWhatWasChangedSince() throws {
        try withTemporaryFolder { (folder) throws in
            try shell(
                "git init -q -b main . && echo one >a && git add a && \(commit) && echo two >a && echo new >b",
                folder
            )
            let git = try #require(GitState(of: folder.path).value)
            #expect(git["commit"]?.stringValue?.count == 40)
            #expect(git["branch"]?.stringValue == "main")
            #expect(git["dirty"]?.boolValue == true)
            #expect(git["untracked"]?.text == #"["b"]"#)
            let diff = try #require(git["diff"]?.stringValue)
            #expect(diff.contains("-one\n+two"))
            try shell("git -c user.name=a -c user.email=a@b stash -q -u", folder)
            #expect(GitState(of: folder.path).value?["dirty"]?.boolValue == false)
        }
    }

    private let commit = "git -c user.name=a -c user.email=a@b commit -q -m first"

    private func shell(_ text: String, _ folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", text]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
