/// The end of a log as a terminal would have left it: without colour codes, and progress lines in their last form.
package enum LogText {
    /// What is left of a program's output without its ANSI escape sequences and carriage returns.
    package static func cleaned(_ text: String) -> String {
        guard text.utf8.contains(0x1B) || text.utf8.contains(0x0D) else { return text }
        return withoutEscapes(text)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(lastForm($0)) }
            .joined(separator: "\n")
    }

    /// What stands on the line after its carriage returns: a progress bar redraws itself over its older forms.
    ///
    /// Works on scalars, since a carriage return and a line feed would be one `Character`.
    private static func lastForm(_ line: String.UnicodeScalarView.SubSequence) -> String.UnicodeScalarView.SubSequence {
        line.split(separator: "\r").last ?? line.prefix(0)
    }

    private static func withoutEscapes(_ text: String) -> String.UnicodeScalarView {
        var kept = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "\u{1B}" else {
                kept.append(scalar)
                continue
            }
            guard scalars.first == "[" else { continue }
            scalars.removeFirst()
            // A control sequence ends at its first byte from @ to ~ (ECMA-48).
            while let next = scalars.popFirst(), !("@"..."~").contains(next) {}
        }
        return kept
    }
}
