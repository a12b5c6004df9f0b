import Foundation
import Terminal
import TestSupport
import Testing

@Suite struct TextTests {
    @Test(arguments: [
        (2.31, "2.310"), (946.27, "946.3"), (946, "946"), (0, "0"), (-0.5, "-0.5000"), (12_345.678, "12346"),
        (0.000012, "1.200e-05"), (1_234_567.5, "1.235e+06"), (99_999.99, "100000"), (.nan, "NaN"), (-.infinity, "-inf"),
    ])
    func measuredNumbersHaveFourDigits(value: Double, text: String) {
        #expect(NumberText.measured(value) == text)
    }

    /// Numbers of every size, and those in the middle between two roundings: as C prints them.
    @Test func measuredNumbersAreRoundedAsByC() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            var value = pow(10, Double.random(in: -4..<5.9, using: &random)) * (Bool.random(using: &random) ? 1 : -1)
            let decimals = max(0, 3 - Int(log10(abs(value)).rounded(.down)))
            let scale = pow(10, Double(decimals))
            if Bool.random(using: &random) { value = ((value * scale).rounded() + 0.5) / scale }
            #expect(NumberText.measured(value) == String(format: "%.\(decimals)f", value), "\(value)")
        }
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func countsAreGrouped(value: Int, text: String) {
        #expect(NumberText.count(value) == text)
    }

    @Test(arguments: [(812 as Int64, "812 B"), (3400, "3.4 kB"), (45_000_000, "45 MB"), (1_999_900_000_000, "2.0 TB")])
    func bytesAreShort(value: Int64, text: String) {
        #expect(NumberText.bytes(value) == text)
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("é", 1), ("e\u{301}", 1), ("😀", 2), ("", 0)])
    func widthsAreThoseOfATerminal(text: String, width: Int) {
        #expect(TextWidth.of(text) == width)
    }

    @Test(arguments: [("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("日本語", 4, "日…"), ("abc", 1, "…"), ("abc", 0, "")])
    func cutTextsEndInAnEllipsis(text: String, width: Int, cut: String) {
        #expect(TextWidth.truncated(text, to: width) == cut)
    }

    @Test(arguments: [
        (["a", "b"], "a,b\n"), (["a,b", "c\"d"], "\"a,b\",\"c\"\"d\"\n"), (["x\ny", ""], "\"x\ny\",\n"),
        ([" a"], "\" a\"\n"),
    ])
    func csvQuotesWhatNeedsIt(fields: [String], line: String) {
        #expect(CSV.line(fields) == line)
    }
}
