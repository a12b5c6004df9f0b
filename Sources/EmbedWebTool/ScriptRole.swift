/// What a word of a script names.
enum ScriptRole {
    case variable
    case property
    /// A variable and the property of the same name: `{ name }`.
    case both

    /// The role of each token; of those that are no words it says nothing.
    static func all(of tokens: [ScriptToken]) -> [ScriptRole] {
        var open: [Bracket] = []
        return tokens.indices.map { index in
            let token = tokens[index]
            let before = index > 0 ? tokens[index - 1] : nil
            switch token.kind {
            case .word: return role(of: index, tokens, inside: open.last)
            case .sign:
                if token.text == "{" { open.append(brace(after: before, tokens, index)) }
                if token.text == "(" || token.text == "[" { open.append(.other) }
                if [")", "]", "}"].contains(token.text) { _ = open.popLast() }
            case .literal:
                if token.text.hasPrefix("}") { _ = open.popLast() }
                if token.text.hasSuffix("${") { open.append(.other) }
            case .number: break
            }
            return .variable
        }
    }

    /// What a bracket holds.
    private enum Bracket {
        /// Members of an object, or what takes one apart.
        case object
        case `class`
        case block
        /// Arguments, elements, an expression of a template.
        case other
    }

    private static func brace(after before: ScriptToken?, _ tokens: [ScriptToken], _ index: Int) -> Bracket {
        guard let before else { return .block }
        switch before.kind {
        case .sign:
            return [")", "=>", ";", "{", "}"].contains(before.text) ? .block : .object
        case .word:
            if ["else", "do", "try", "finally", "catch"].contains(before.text) { return .block }
            if ScriptLexer.keywords.contains(before.text), before.text != "class" { return .object }
            return .class
        case .literal, .number: return .block
        }
    }

    private static func role(of index: Int, _ tokens: [ScriptToken], inside bracket: Bracket?) -> ScriptRole {
        let before = index > 0 ? tokens[index - 1].text : ""
        let after = index + 1 < tokens.count ? tokens[index + 1].text : ""
        if before == "." || before == "?." { return .property }
        switch bracket {
        case .object:
            if after == ":", before == "{" || before == "," { return .property }
            if after == "(", ["{", ",", "get", "set", "async"].contains(before) { return .property }
            return (before == "{" || before == ",") && [",", "}", "="].contains(after) ? .both : .variable
        case .class:
            let isMember = ["{", "}", ";", "get", "set", "static", "async"].contains(before)
            return isMember && ["(", "=", ";"].contains(after) ? .property : .variable
        case .block, .other, nil: return .variable
        }
    }
}
