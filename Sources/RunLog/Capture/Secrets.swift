/// Keeps what is named like a secret out of records.
public enum Secrets {
    /// What stands in place of a hidden value.
    public static let hidden = "(hidden)"

    /// Parts of names, in capitals, whose values are hidden; `docs/run-directory.md` lists them.
    static let marks = [
        "KEY", "TOKEN", "SECRET", "PASS", "CREDENTIAL", "AUTH", "COOKIE", "PRIVATE", "SIGNATURE", "WEBHOOK", "DSN",
    ]

    private static let valueLimit = 4096

    /// Whether a variable or an option is named like a secret.
    public static func isNamedLikeOne(_ name: some StringProtocol) -> Bool {
        let name = name.uppercased()
        return marks.contains { name.contains($0) }
    }

    /// An environment fit to be recorded, in order of name.
    public static func visible(_ environment: [String: String]) -> JSONValue {
        let members = environment.filter { !$0.key.contains("%") }.sorted { $0.key < $1.key }
            .map { name, value in
                let shown = isNamedLikeOne(name) ? hidden : withoutLogin(String(value.prefix(valueLimit)))
                return JSONValue.Member(name, .string(shown))
            }
        return .object(members)
    }

    /// Arguments fit to be recorded: `--api-key abc` and `--api-key=abc` keep the option and hide the value.
    public static func visible(_ arguments: [String]) -> JSONValue {
        var shown: [JSONValue] = []
        var hidesNext = false
        for argument in arguments {
            let name = argument.prefix { $0 != "=" }
            let isSecret = argument.hasPrefix("-") && isNamedLikeOne(name)
            let hasValue = name.count < argument.count
            if hidesNext, !argument.hasPrefix("-") {
                shown.append(.string(hidden))
            } else {
                shown.append(.string(isSecret && hasValue ? "\(name)=\(hidden)" : withoutLogin(argument)))
            }
            hidesNext = isSecret && !hasValue
        }
        return .array(shown)
    }

    /// A text without the user and password that a URL in it may carry.
    public static func withoutLogin(_ text: String) -> String {
        guard let scheme = text.range(of: "://") else { return text }
        let rest = text[scheme.upperBound...]
        let login = rest.prefix { $0 != "/" && $0 != "@" && !$0.isWhitespace }
        guard !login.isEmpty, rest.dropFirst(login.count).first == "@" else { return text }
        return text[..<scheme.upperBound] + String(rest.dropFirst(login.count + 1))
    }
}

extension String {
    /// Where a text first stands in this one.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
