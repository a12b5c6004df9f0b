import Testing
import Tracker

/// Who may read a lab through the dashboard's server.
@Suite struct RequestCheckTests {
    private let here = RequestCheck(names: ["127.0.0.1", "localhost", "::1"], port: 8377, token: nil)
    private let there = RequestCheck(names: ["127.0.0.1", "lab.example.org"], port: 80, token: "secret")

    private func facts(_ change: (inout RequestCheck.Facts) -> Void) -> RequestCheck.Facts {
        var facts = RequestCheck.Facts()
        facts.host = "127.0.0.1:8377"
        change(&facts)
        return facts
    }

    @Test(arguments: ["127.0.0.1:8377", "localhost:8377", "LOCALHOST:8377", "[::1]:8377"])
    func itsOwnNamesAreServed(host: String) {
        #expect(here.verdict(facts { $0.host = host }) == .allowed)
    }

    /// DNS rebinding: a name that its owner points at 127.0.0.1 is still not ours.
    @Test(arguments: [
        "evil.example.org:8377", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.org:8377", "", "localhost:8377@evil",
    ])
    func otherNamesAreRefused(host: String) {
        guard case .refused(.misdirected, _) = here.verdict(facts { $0.host = host }) else {
            Issue.record("\(host) was served")
            return
        }
    }

    @Test func aRequestWithoutAHostIsRefused() {
        guard case .refused(.misdirected, _) = here.verdict(facts { $0.host = nil }) else {
            Issue.record("served")
            return
        }
    }

    @Test(arguments: ["http://evil.example.org", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8377"])
    func anotherOriginIsRefused(origin: String) {
        guard case .refused(.forbidden, _) = here.verdict(facts { $0.origin = origin }) else {
            Issue.record("\(origin) was served")
            return
        }
        #expect(here.verdict(facts { $0.origin = "http://127.0.0.1:8377" }) == .allowed)
    }

    /// A page elsewhere that loads our data as a script, an image or a frame; a link to us is fine.
    @Test(arguments: ["cross-site", "same-site"])
    func anotherSiteMayLinkButNotLoad(site: String) {
        for destination in ["script", "image", "iframe", "empty"] {
            let asked = facts { ($0.site, $0.mode, $0.destination) = (site, "no-cors", destination) }
            guard case .refused(.forbidden, _) = here.verdict(asked) else {
                Issue.record("\(destination) was served")
                continue
            }
        }
        let framed = facts { ($0.site, $0.mode, $0.destination) = (site, "navigate", "iframe") }
        #expect(here.verdict(framed) != .allowed)
        let link = facts { ($0.site, $0.mode, $0.destination) = (site, "navigate", "document") }
        #expect(here.verdict(link) == .allowed)
        #expect(here.verdict(facts { ($0.site, $0.destination) = ("same-origin", "script") }) == .allowed)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])
    func nothingCanBeWritten(method: String) {
        guard case .refused(.notAllowed, _) = here.verdict(facts { $0.method = method }) else {
            Issue.record("\(method) was served")
            return
        }
    }

    @Test func beyondThisMachineATokenIsNeeded() {
        let asked = { (token: String?, cookies: String?) in
            there.verdict(facts { ($0.host, $0.token, $0.cookies) = ("lab.example.org:80", token, cookies) })
        }
        #expect(asked("secret", nil) == .welcome)
        #expect(asked(nil, "a=b; pargo-lab-token=secret") == .allowed)
        for (token, cookies) in [
            (nil, nil), ("wrong", nil), ("", nil), (nil, "pargo-lab-token="), (nil, "x-pargo-lab-token=secret"),
        ] as [(String?, String?)] {
            guard case .refused(.unauthorized, _) = asked(token, cookies) else {
                Issue.record("\(token ?? "-") \(cookies ?? "-") was served")
                continue
            }
        }
    }

    @Test(arguments: [
        "", "metric=a", "metric=a&runs=1&from=5&to=1&points=100", "metric=a&runs=1,x&from=0&to=1&points=100",
        "metric=a&runs=&from=0&to=1&points=100", "metric=a&runs=1&from=0&to=1&points=9999999",
        "metric=%ZZ&runs=1&from=0&to=1&points=100",
        "metric=a&runs=1&from=0&to=99999999999999999999&points=100",
    ])
    func whatIsNoRangeIsRefused(query: String) {
        #expect(RangeQuery(query) == nil)
    }

    @Test func aRangeIsRead() throws {
        let range = try #require(RangeQuery("metric=train%2Floss+x&runs=3%2C7&from=-5&to=900&points=1200"))
        #expect(range.metric == "train/loss x" && range.runs == [3, 7] && range.from == -5 && range.to == 900)
    }
}
