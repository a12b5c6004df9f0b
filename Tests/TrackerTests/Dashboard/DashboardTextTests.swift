import Foundation
import RunLog
import Testing
import Tracker

@Suite struct DashboardTextTests {
    @Test(arguments: [
        (0.0, "0"), (1432, "1432"), (1432.084, "1432.1"), (0.412371, "0.41237"), (0.5, "0.5"), (-2.25, "-2.25"),
        (1e-4, "0.0001"), (5e-5, "5e-5"), (7.30671e-5, "7.3067e-5"), (12_345_678, "1.2346e7"), (-1e300, "-1e300"),
        (.nan, "NaN"), (.infinity, "∞"), (-.infinity, "-∞"),
    ])
    func numbersAreShort(value: Double, text: String) {
        #expect(NumberText.significant(value) == text)
    }

    @Test func aColumnHasOneFormat() {
        let losses = NumberText.Column([1.1447, 0.8607, .nan])
        #expect([1.1447, 0.86, .nan].map(losses.text) == ["1.1447", "0.8600", "NaN"])
        let scores = NumberText.Column([1432.08, 907])
        #expect([1432.08, 907].map(scores.text) == ["1432.1", "907.0"])
        #expect(NumberText.Column([3, 12]).text(12) == "12")
        #expect(NumberText.Column([1e-5]).text(1e-5) == "1e-5")
        #expect(NumberText.Column([]).text(2) == "2")
    }

    @Test(arguments: [
        (0.4, "0 s"), (59, "59 s"), (185, "3 min 05 s"), (3720, "1 h 02 min"), (187_200, "2 d 04 h"), (-1, ""),
        (.nan, ""),
    ])
    func durations(seconds: Double, text: String) {
        #expect(TimeText.duration(seconds) == text)
    }

    @Test func momentsAreInUTCAndABrokenClockIsNotAMoment() {
        let markup = TimeText.element(Date(timeIntervalSince1970: 1_763_873_000)).markup
        #expect(markup == "<time datetime=\"2025-11-23T04:43:20Z\">2025-11-23 04:43 UTC</time>")
        for broken in [.nan, .infinity, 1e300, -1e300] {
            #expect(TimeText.element(Date(timeIntervalSince1970: broken)).markup == "–")
        }
    }

    @Test(arguments: [
        ("tokens", "tokens"),
        ("lora-rank_2.1", "lora-rank_2.1"),
    ])
    func aSafeNameStaysAsItIs(name: String, slug: String) {
        #expect(FileSlug(name).text == slug)
    }

    @Test(arguments: [
        ("Tokens", "tokens-"), ("train/loss", "train-loss-"), ("../../etc/passwd", "etc-passwd-"),
        (".hidden", "hidden-"),
        ("a%2fb c", "a-2fb-c-"), ("模型", ""), ("", ""), ("<script>", "script-"), ("-rf", "rf-"),
    ])
    func anUnsafeNameGetsAHashOfWhatItWas(name: String, prefix: String) {
        let slug = FileSlug(name).text
        #expect(slug.hasPrefix(prefix))
        #expect(slug.wholeMatch(of: /[a-z0-9_.\-]*[0-9a-f]{10}/) != nil, "\(slug)")
        #expect(slug == FileSlug(name).text)
    }

    @Test func differentNamesNeverShareAFile() {
        let names = [
            "a/b", "a-b", "a b", "A-b", "a\u{0}b", "a//b", String(repeating: "a", count: 300),
            String(repeating: "a", count: 301),
        ]
        #expect(Set(names.map { FileSlug($0).text }).count == names.count)
        #expect(names.allSatisfy { FileSlug($0).text.utf8.count < 100 })
    }

    @Test(arguments: [
        ("plain", "\"plain\""),
        ("</script>", "\"\\u003c/script\\u003e\""),
        ("a\u{2028}b\u{2029}", "\"a\\u2028b\\u2029\""),
        ("\"\\\n\0", "\"\\\"\\\\\\n\\u0000\""),
        ("é🙂", "\"é🙂\""),
    ])
    func scriptStringsAreSafeInsideAnyScript(text: String, json: String) throws {
        #expect(ScriptText.string(text) == json)
        let read = try JSONDecoder().decode([String].self, from: Data("[\(json)]".utf8))
        #expect(read == [text])
    }

    @Test(
        arguments: [
            (2.0, "2"), (0.1, "0.1"), (1.0 / 3, "0.3333333"), (1234.56789, "1234.568"), (-1e-7, "-1e-07"),
            (1e300, "1e+300"),
            (123_456_789.0, "123456789"),
        ] as [(Double, String)]
    )
    func scriptNumbersHaveSevenDigits(value: Double, text: String) throws {
        #expect(ScriptText.number(value) == text)
        let read = try JSONDecoder().decode([Double].self, from: Data("[\(text)]".utf8))[0]
        #expect(abs(read - value) <= abs(value) * 1e-7)
    }

    @Test func logsReadAsATerminalWouldHaveLeftThem() {
        #expect(LogText.cleaned("a\n\u{1B}[31mred\u{1B}[0m\nb") == "a\nred\nb")
        #expect(LogText.cleaned(" 0%\r50%\r100%\ndone\r\n") == "100%\ndone\n")
        #expect(LogText.cleaned("cut \u{1B}[3") == "cut ")
    }

    @Test func valuesAreWrittenAsTheirOwnerWould() {
        let cases: [(JSONValue, String)] = [
            (.string("pargo"), "pargo"), (.int(3), "3"), (.double(1e-4), "0.0001"), (.double(1e-5), "1e-5"),
            (.bool(true), "true"),
            (.null, "null"), (.array([.double(0.9), .double(0.95)]), "[0.9, 0.95]"),
            (.object([.init("a", .string("x"))]), "{\"a\": \"x\"}"), (.double(.nan), "NaN"),
        ]
        for (value, text) in cases { #expect(UserText.value(value) == text) }
    }

    @Test func longTextIsCutByScalarsHoweverItIsMade() {
        let marks = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(UserText.shortened(marks, to: 50) == "e\u{301}\u{301}\u{301}…")
        #expect(UserText.shortened(String(repeating: "é", count: 99), to: 50).unicodeScalars.count == 51)
        #expect(UserText.isolatedText("模型", limit: 9) == "\u{2068}模型\u{2069}")
        #expect(UserText.isolated("").markup == "<bdi>(empty)</bdi>")
        #expect(UserText.isolated("a\u{202E}b").markup == "<bdi>a\u{202E}b</bdi>")
    }
}
