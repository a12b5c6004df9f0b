import Foundation
import RunLog
import TestSupport
import Testing

@Suite struct LogTailTests {
    @Test(
        arguments: [
            ("", []),
            ("one\n", ["one"]),
            ("one\ntwo\nthree\n\n  \n", ["two", "three"]),
            ("10 %\r20 %\r30 %\ndone\n", ["30 %", "done"]),
            ("windows\r\nlines\r\n", ["windows", "lines"]),
            ("\u{1B}[2J\u{7}red\n", ["[2Jred"]),
            ("no newline at the end", ["no newline at the end"]),
        ] as [(String, [String])]
    )
    func whatIsShown(log: String, lines: [String]) throws {
        #expect(try tail(of: Array(log.utf8), lines: 2) == lines)
    }

    @Test func aHugeLogIsReadFromItsEndAndNoHalfLineIsShown() throws {
        let log = (0..<200_000).map { "line \($0)" }.joined(separator: "\n")
        let lines = try tail(of: Array(log.utf8), lines: 100_000)
        #expect(lines.last == "line 199999")
        #expect(lines.allSatisfy { $0.hasPrefix("line 1") })
        #expect(lines.count < 6000)
    }

    @Test func noLogIsNoLines() throws {
        try withTemporaryFolder { folder in
            #expect(LogTail(of: RunDirectory(folder.path(percentEncoded: false)), lines: 3).lines == [])
        }
    }

    private func tail(of log: [UInt8], lines: Int) throws -> [String] {
        try withTemporaryFolder { folder in
            let directory = RunDirectory(folder.path(percentEncoded: false))
            try Data(log).write(to: URL(fileURLWithPath: directory.log))
            return LogTail(of: directory, lines: lines).lines
        }
    }
}
