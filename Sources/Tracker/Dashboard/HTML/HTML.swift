/// A piece of a page.
///
/// Text is escaped when it is written, whatever it holds: there is no way to put raw markup in.
///
/// A string literal, interpolated or not, is text.
package enum HTML: Sendable, ExpressibleByStringInterpolation {
    case text(String)
    indirect case element(HTMLTag, [HTMLAttribute], [HTML])
    case group([HTML])

    /// Nothing at all.
    package static let nothing = HTML.group([])

    package init(stringLiteral value: String) {
        self = .text(value)
    }

    /// An element with its attributes and its content.
    package init(_ tag: HTMLTag, _ attributes: [HTMLAttribute] = [], _ content: HTML...) {
        self = .element(tag, attributes, content)
    }

    /// An element with a list as its content.
    package init(_ tag: HTMLTag, _ attributes: [HTMLAttribute] = [], each content: [HTML]) {
        self = .element(tag, attributes, content)
    }

    /// The markup, in UTF-8 that any parser of HTML reads back to the same text.
    package var markup: String {
        var markup = ""
        write(to: &markup)
        return markup
    }

    /// The same as JSON that the page's script builds elements from: a text, or `[tag, attributes, …content]`.
    package var json: String {
        switch self {
        case .text(let text): return ScriptText.string(text)
        case .group(let pieces): return pieces.map(\.json).filter { !$0.isEmpty }.joined(separator: ",")
        case .element(let tag, let attributes, let content):
            let names = attributes.map { "\(ScriptText.string($0.name)):\(ScriptText.string($0.value))" }
            let inside = content.map(\.json).filter { !$0.isEmpty }
            let parts = ["\"\(tag.rawValue)\"", "{\(names.joined(separator: ","))}"] + inside
            return "[\(parts.joined(separator: ","))]"
        }
    }

    private func write(to markup: inout String) {
        switch self {
        case .text(let text):
            HTMLEscaping.write(text, to: &markup)
        case .group(let pieces):
            for piece in pieces { piece.write(to: &markup) }
        case .element(let tag, let attributes, let content):
            markup += "<\(tag.rawValue)"
            for attribute in attributes {
                markup += " \(attribute.name)=\""
                HTMLEscaping.write(attribute.value, to: &markup)
                markup += "\""
            }
            let isClosed = tag.isShape && content.isEmpty
            markup += isClosed ? "/>" : ">"
            if !tag.isVoid, !isClosed {
                for piece in content { piece.write(to: &markup) }
                markup += "</\(tag.rawValue)>"
            }
            if tag.endsLine { markup += "\n" }
        }
    }
}
