import Testing
import Tracker

@Suite struct HTMLTests {
    @Test(arguments: [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("say \"hi\" 'there'", "say &quot;hi&quot; &#39;there&#39;"),
        ("</script><script>alert(1)</script>", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("&amp;", "&amp;amp;"),
        // What HTML cannot carry at all becomes the replacement character; line ends survive.
        ("a\0b\u{7}c\u{FFFE}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}"),
        ("one\ntwo\tthree\r", "one\ntwo\tthree&#13;"),
        ("Größe \u{202E} 模型 🙂\u{2028}", "Größe \u{202E} 模型 🙂\u{2028}"),
    ])
    func textIsAlwaysEscaped(text: String, markup: String) {
        #expect(HTML.text(text).markup == markup)
        #expect(HTML(.bdi, [.title(text)], .text(text)).markup == "<bdi title=\"\(markup)\">\(markup)</bdi>")
    }

    @Test func literalsAndInterpolationsAreText() {
        let name = "<b>"
        #expect(HTML(.p, [], "1 < 2", " and \(name)").markup == "<p>1 &lt; 2 and &lt;b&gt;</p>\n")
    }

    @Test func voidElementsHaveNoEndTag() {
        #expect(HTML(.meta, [HTMLAttribute("charset", "utf-8")]).markup == "<meta charset=\"utf-8\">\n")
        #expect(HTML(.td, [], each: ["a", HTML(.wbr), "b"]).markup == "<td>a<wbr>b</td>")
    }

    @Test func linksLeadToFilesOfTheSiteFromWhereverThePageLies() {
        #expect(HTMLAttribute.href(.run(7), from: .home).value == "run/7.html")
        #expect(HTMLAttribute.href(.run(7), from: .sweep("tokens")).value == "../run/7.html")
        #expect(
            HTMLAttribute.href(.sweep("javascript:alert(1)"), from: .home).value.hasPrefix("sweep/javascript-alert-1-")
        )
    }

    /// Any text comes back from a reader of markup that knows only references.
    @Test(arguments: 0..<200)
    func escapingLosesNothing(seed: UInt64) {
        var random = DrawnNumbers(seed: seed)
        let alphabet = Array("<>&\"'/=abc \n;#&lt;\u{2028}\u{2029}é\u{301}🙂").map(String.init)
        let text = (0..<40).map { _ in alphabet[random.below(alphabet.count)] }.joined()
        let markup = HTML.text(text).markup
        #expect(!markup.contains("<") && !markup.contains(">") && !markup.contains("\""))
        let read = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#13;", "\r"), ("&amp;", "&")]
            .reduce(markup) { $0.replacing($1.0, with: $1.1) }
        #expect(read == text)
    }
}

extension HTMLAttribute {
    /// The value as a browser would read it.
    fileprivate var value: String {
        let markup = HTML(.a, [self]).markup
        return String(markup.dropFirst("<a href=\"".count).prefix { $0 != "\"" })
    }
}
