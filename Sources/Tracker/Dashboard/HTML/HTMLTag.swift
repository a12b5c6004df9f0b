/// The elements that the dashboard's pages are made of.
///
/// A tag can only be one of these, so no text of a user can ever become the name of an element.
package enum HTMLTag: String, Sendable {
    case a, article, aside, bdi, body, caption, code, dd, details, div, dl, dt, figcaption, figure, footer, h1, h2, h3
    case head, header, html, li, link, main, meta, nav, noscript, ol, p, pre, script, section, small, span, strong
    case summary, table, tbody, td, th, thead, time, title, tr, ul, wbr
    // Inline SVG.
    case svg, circle, defs, g, line, path, rect, symbol, text, use

    /// Whether the element has no content and no end tag (the HTML standard's void elements).
    var isVoid: Bool {
        switch self {
        case .link, .meta, .wbr: true
        default: false
        }
    }

    /// Whether it is a shape of SVG, which may end in its own tag.
    var isShape: Bool {
        switch self {
        case .circle, .line, .path, .rect, .use: true
        default: false
        }
    }

    /// Whether a line break after its end tag changes nothing that a reader sees; keeps page sources readable.
    var endsLine: Bool {
        switch self {
        case .article, .body, .caption, .details, .div, .dl, .figcaption, .figure, .footer, .head, .header, .html, .li,
            .link, .main, .meta, .nav, .p, .pre, .script, .section, .summary, .table, .tbody, .thead, .title,
            .tr, .ul:
            true
        default: false
        }
    }
}
