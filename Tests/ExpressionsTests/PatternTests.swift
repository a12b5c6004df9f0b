import Expressions
import Testing

@Suite struct PatternTests {
    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        let expression = try Expression("x matches '\(pattern)'") { _ in .slot(0) }
        return try expression.isTrue([.string(text)])
    }

    @Test(arguments: [
        ("pargo-mini", "mini", true),
        ("pargo-mini", "^mini", false),
        ("pargo-mini", "^pargo", true),
        ("pargo-mini", "mini$", true),
        ("pargo", "^p.r*go?$", true),
        ("aab", "^a+b$", true),
        ("b", "^a+b$", false),
        ("lr-3", "^lr-[0-9]$", true),
        ("lr-x", "^lr-[^0-9]$", true),
        ("a.b", "^a\\\\.b$", true),
        ("axb", "^a\\\\.b$", false),
        ("ab12", "^(a|b|c)+\\\\d\\\\d$", true),
        ("x-y", "^[a-z-]+$", true),
        ("", "^$", true),
        ("anything", "", true),
    ])
    func examples(text: String, pattern: String, expected: Bool) throws {
        #expect(try matches(text, pattern) == expected)
    }

    /// A pattern that takes a backtracking matcher 2^30 steps.
    @Test func noPatternRunsAway() throws {
        #expect(try !matches(String(repeating: "a", count: 2000), "^(a+)+$b"))
        #expect(try !matches(String(repeating: "a", count: 2000), "(a|aa)+c"))
    }

    @Test(arguments: ["(", ")", "[a", "*a", "a**", "\\\\q", "[z-a]"])
    func badPatternsAreRefused(pattern: String) {
        #expect(throws: ExpressionError.self) { try matches("", pattern) }
    }
}
