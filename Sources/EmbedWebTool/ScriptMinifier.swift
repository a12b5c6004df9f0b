/// A script with the same meaning in fewer bytes: no comments, no space that says nothing, short names for variables.
///
/// A variable's name is changed everywhere in its file or nowhere, and two names never become one, so scopes need not be
/// known. Names of properties stay, and so does what may be the browser's.
enum ScriptMinifier {
    static func minified(_ source: String) -> String {
        var tokens = ScriptLexer.tokens(of: source)
        let roles = ScriptRole.all(of: tokens)
        var names = shortNames(of: tokens, roles)
        // The global has a second name, which `core.js` gives it.
        if !source.contains("const ParGo") { names["ParGo"] = "$" }
        for index in tokens.indices where tokens[index].kind == .word {
            guard let short = names[tokens[index].text] else { continue }
            switch roles[index] {
            case .property: break
            case .variable: tokens[index].text = short
            // `{ name }` is `{ name: name }`, in an object as in what takes one apart.
            case .both: tokens[index].text += ":" + short
            }
        }
        var text = ""
        for (index, token) in tokens.enumerated() {
            if index > 0 { text += separator(tokens[index - 1], token) }
            text += token.text
        }
        return text + "\n"
    }

    /// What the browser or the language names in small letters: never ours to change.
    ///
    /// What begins with a capital is ours only if a file declares it with `class`.
    private static let globals: Set<String> = [
        "addEventListener", "arguments", "cancelAnimationFrame", "clearTimeout", "console", "decodeURIComponent",
        "devicePixelRatio", "document", "encodeURIComponent", "getComputedStyle", "globalThis", "history",
        "innerHeight",
        "isFinite",
        "localStorage", "location", "matchMedia", "performance", "requestAnimationFrame",
        "requestIdleCallback", "setInterval", "setTimeout",
        "window",
    ]

    private static func shortNames(of tokens: [ScriptToken], _ roles: [ScriptRole]) -> [String: String] {
        var uses: [String: Int] = [:]
        var fixed = globals.union(ScriptLexer.keywords)
        let classes = Set(tokens.indices.dropFirst().filter { tokens[$0 - 1].text == "class" }.map { tokens[$0].text })
        for (token, role) in zip(tokens, roles) where token.kind == .word && role != .property {
            uses[token.text, default: 0] += 1
            if token.text.first?.isUppercase == true, !classes.contains(token.text) { fixed.insert(token.text) }
        }
        let taken = Set(uses.keys).union(fixed)
        let wanted = uses.filter { !fixed.contains($0.key) && $0.key.utf8.count > 1 }
            .sorted { ($1.value * $1.key.utf8.count, $0.key) < ($0.value * $0.key.utf8.count, $1.key) }
        var candidates = ShortNames(except: taken)
        var names: [String: String] = [:]
        for (name, _) in wanted {
            let short = candidates.peek
            if short.utf8.count < name.utf8.count {
                names[name] = short
                candidates.advance()
            }
        }
        return names
    }

    private static func separator(_ left: ScriptToken, _ right: ScriptToken) -> String {
        let words: Set<ScriptToken.Kind> = [.word, .number]
        if right.startsLine, endsStatement(left), startsStatement(right) { return "\n" }
        if words.contains(left.kind), words.contains(right.kind) { return " " }
        let (end, start) = (left.text.last, right.text.first)
        if end == start, end == "+" || end == "-" || end == "/" { return " " }
        // `1 .toFixed()` and `1. toFixed()`.
        return left.kind == .number && start == "." ? " " : ""
    }

    private static func endsStatement(_ token: ScriptToken) -> Bool {
        token.kind != .sign || [")", "]", "}", "++", "--"].contains(token.text)
    }

    private static func startsStatement(_ token: ScriptToken) -> Bool {
        if token.kind == .literal { return !token.text.hasPrefix("}") }
        return token.kind != .sign || ["(", "[", "{", "++", "--", "!", "+", "-"].contains(token.text)
    }

    /// `a`, `b`, … `Z`, `aa`, … without those that are taken.
    private struct ShortNames {
        private let taken: Set<String>
        private var number = 0
        private(set) var peek = ""

        init(except taken: Set<String>) {
            self.taken = taken
            find()
        }

        mutating func advance() {
            number += 1
            find()
        }

        private mutating func find() {
            while true {
                peek = Self.name(number)
                if !taken.contains(peek) { return }
                number += 1
            }
        }

        private static func name(_ number: Int) -> String {
            let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            var name = String(letters[number % letters.count])
            var rest = number / letters.count
            while rest > 0 {
                name = String(letters[(rest - 1) % letters.count]) + name
                rest = (rest - 1) / letters.count
            }
            return name
        }
    }
}
