import Foundation
import TestSupport
import Testing

/// The running server, asked by hand what it must not answer.
@Suite(.serialized) struct ServerTests {
    private func withServer(_ options: [String] = [], _ body: (ServedLab) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let run = try WrittenRun(folder, "tokens/abc/1", lines: [WrittenRun.line(1, "train/loss", 2)])
            try run.finish()
            try Data("not for you".utf8).write(to: folder.appending(path: "secret.txt"))
            try Data("not for you".utf8).write(to: folder.appending(path: "lab/secret.txt"))
            try ServedLab.with(folder, options: options, body)
        }
    }

    @Test func onlyTheSitesOwnFilesAreServed() throws {
        try withServer { (lab) throws in
            #expect(try lab.answer("/").hasPrefix("HTTP/1.1 200"))
            #expect(try lab.answer("/sweep/tokens.html").contains("train/loss"))
            for path in [
                "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2f%2e%2e%2fsecret.txt",
                "/%252e%252e/secret.txt", "/..%5csecret.txt", "/assets/../../secret.txt", "/%c0%ae%c0%ae/secret.txt",
                "//secret.txt", "/secret.txt", "/secret.txt%00.html", "/../tracker.sqlite", "/lab/tracker.sqlite",
                "/.site-files", "/data", "/data/", "/sweep/%74okens.html",
            ] {
                let answer = try lab.answer(path)
                #expect(
                    answer.hasPrefix("HTTP/1.1 404") || answer.hasPrefix("HTTP/1.1 400"),
                    "\(path): \(answer.prefix(40))"
                )
                #expect(!answer.contains("not for you") && !answer.contains("SQLite format"), "\(path)")
            }
        }
    }

    /// A name that its owner points at this machine, another page's request, and anything but reading.
    @Test func othersAreRefused() throws {
        try withServer { (lab) throws in
            func status(_ headers: [String: String]) throws -> String {
                String(try lab.answer("/data/revision.js", headers).dropFirst("HTTP/1.1 ".count).prefix(3))
            }
            #expect(try status([:]) == "200")
            #expect(try status(["Host": "localhost:\(lab.port)"]) == "200")
            #expect(try status(["Host": "rebound.example.org:\(lab.port)"]) == "421")
            #expect(try status(["Host": "127.0.0.1.example.org"]) == "421")
            for origin in [
                "http://example.org", "null", "http://127.0.0.1:1", "http://localhost.example.org:\(lab.port)",
            ] {
                #expect(try status(["Origin": origin]) == "403", "\(origin)")
            }
            #expect(
                try status(["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"])
                    == "403"
            )
            for headers in [[:], ["Origin": "http://127.0.0.1:\(lab.port)"], ["Origin": "http://example.org"]] {
                let answer = try lab.answer("/", headers).lowercased()
                #expect(!answer.contains("access-control-allow"))
            }
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                #expect(try lab.answer("/", method: method).hasPrefix("HTTP/1.1 405"), "\(method)")
            }
        }
    }

    @Test func anAddressThatOthersReachNeedsTheToken() throws {
        try withServer(["--host", "0.0.0.0"]) { (lab) throws in
            #expect(try lab.answer("/").hasPrefix("HTTP/1.1 401"))
            #expect(try lab.answer("/sweep/tokens.html").hasPrefix("HTTP/1.1 401"))
            #expect(try lab.answer("/?token=guess").hasPrefix("HTTP/1.1 401"))
            #expect(try lab.answer("/", ["Cookie": "pargo-lab-token=guess"]).hasPrefix("HTTP/1.1 401"))
        }
    }

    @Test func aRangeIsAnsweredAtFullResolution() throws {
        try withTemporaryFolder { folder in
            let lines = (0..<5000).map { WrittenRun.line($0, "train/loss", Double($0 % 7)) }
            try WrittenRun(folder, "tokens/abc/1", lines: lines).finish()
            try ServedLab.with(folder) { (lab) throws in
                let answer = try lab.answer("/api/range.js?metric=train%2Floss&runs=1&from=100&to=120&points=100")
                // Every point of the stretch, and one beyond on each side for the line to come from.
                #expect(answer.contains("\"y\":[1,2,3,4,5,6,0,1,2,3,4,5,6,0,1,2,3,4,5,6,0,1,2]"), "\(answer)")
                #expect(try lab.answer("/api/range.js?metric=a&runs=x").hasPrefix("HTTP/1.1 400"))
            }
        }
    }
}
