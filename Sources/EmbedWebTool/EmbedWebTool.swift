import Foundation

/// Writes one Swift file whose constants hold the text of the given assets.
///
/// Usage: `EmbedWebTool OUTPUT.swift ASSET…`. A raw string literal costs the compiler a tenth of what a byte array does.
/// Each asset is a constant of its own (`dashboard.css` is `Asset.dashboardCss`), so that a missing file is an error of
/// the compiler and not of a running program.
@main
struct EmbedWebTool {
    static func main() throws {
        let output = URL(fileURLWithPath: CommandLine.arguments[1])
        let assets = CommandLine.arguments.dropFirst(2).map { URL(fileURLWithPath: $0) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        var swift = "extension Asset {\n"
        for asset in assets {
            let source = try String(contentsOf: asset, encoding: .utf8)
            let isScript = asset.pathExtension == "js"
            var text = isScript ? ScriptMinifier.minified(source) : withoutComments(source)
            if asset.pathExtension == "css" { text = withoutSpaces(text) }
            swift += constant(name: asset.lastPathComponent, text: text)
        }
        swift += "    /// All files of `web/`, by name.\n"
        swift += "    public static let all: [Asset] = ["
        swift += assets.map { identifier($0.lastPathComponent) }.joined(separator: ", ")
        swift += "]\n}\n"
        try swift.write(to: output, atomically: true, encoding: .utf8)
    }

    /// The text without indentation and without the lines that hold a comment alone.
    ///
    /// They are for who reads `web/`, and a fifth of what every page would load. No literal there spans lines.
    private static func withoutComments(_ text: String) -> String {
        text.split(separator: "\n")
            .map { $0.drop { $0 == " " } }
            .filter { !$0.isEmpty && !$0.hasPrefix("//") && !($0.hasPrefix("/*") && $0.hasSuffix("*/")) }
            .joined(separator: "\n") + "\n"
    }

    /// A stylesheet without the spaces that its syntax does not need.
    private static func withoutSpaces(_ css: String) -> String {
        [
            (" {\n", "{"), (" { ", "{"), ("\n}", "}"), (" }", "}"), (";\n", ";"), ("}\n", "}"), ("} ", "}"),
            ("; ", ";"),
            (";}", "}"),
            (": ", ":"), (", ", ","), (" + ", "+"), (" > ", ">"), (":0.", ":."), (" 0.", " ."),
        ]
        .reduce(css) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }

    /// A raw literal with more `#` than any run of them in the text, so that nothing in it can end or interpolate it.
    private static func constant(name: String, text: String) -> String {
        var longest = 0
        var current = 0
        for character in text.unicodeScalars {
            current = character == "#" ? current + 1 : 0
            longest = max(longest, current)
        }
        let fence = String(repeating: "#", count: longest + 1)
        return """
                /// `web/\(name)`.
                public static let \(identifier(name)) = Asset(name: "\(name)", text: \(fence)\"""
            \(text)
            \"""\(fence))

            """
    }

    /// `dashboard.css` as `dashboardCss`.
    private static func identifier(_ name: String) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        return words.enumerated().map { $0.offset == 0 ? String($0.element) : $0.element.capitalized }.joined()
    }
}
