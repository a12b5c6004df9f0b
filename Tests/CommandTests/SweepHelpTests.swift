import Foundation
import TestSupport
import Testing

@Suite struct SweepHelpTests {
    @Test(arguments: [
        [], ["check"], ["expand"], ["diff"], ["submit"], ["reproduce"], ["status"], ["watch"], ["logs"], ["cancel"],
        ["retry"],
        ["cluster"], ["cluster", "list"],
        ["cluster", "check"],
    ])
    func helpIsWorthReading(command: [String]) throws {
        try withTemporaryFolder { folder in
            let result = try Program("sweep", in: folder, environment: ["COLUMNS": "100"]).start(command + ["--help"])
                .finish()
            #expect(result.code == 0 && result.errors.isEmpty)
            try expectSnapshot(result.output, named: (["help-sweep"] + command).joined(separator: "-") + ".txt")
        }
    }

    @Test func theVersionNamesTheLibraryItSpeaksSSHWith() throws {
        try withTemporaryFolder { folder in
            let result = try Program("sweep", in: folder).run("--version")
            #expect(result.output.hasPrefix("sweep "))
            #expect(result.output.contains("libssh2 1."))
        }
    }
}
