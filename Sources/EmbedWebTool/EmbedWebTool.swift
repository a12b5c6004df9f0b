import Foundation

/// Writes one Swift file whose constants hold the text of the given assets.
///
/// Usage: `EmbedWebTool OUTPUT.swift ASSET…`. A raw string literal costs the compiler a tenth of what a byte array does.
@main
struct EmbedWebTool {
    static func main() throws {
        let output = URL(fileURLWithPath: CommandLine.arguments[1])
        let assets = CommandLine.arguments.dropFirst(2).map { URL(fileURLWithPath: $0) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        var swift = "extension Asset {\n"
        for asset in assets {
            let text = try String(contentsOf: asset, encoding: .utf8)
            swift += literal(name: asset.lastPathComponent, text: text)
        }
        swift += "    static let embedded: [String: Asset] = [\n"
        for asset in assets {
            let name = asset.lastPathComponent
            swift += "        \"\(name)\": Asset(name: \"\(name)\", text: \(identifier(name))),\n"
        }
        swift += assets.isEmpty ? "        :\n    ]\n}\n" : "    ]\n}\n"
        try swift.write(to: output, atomically: true, encoding: .utf8)
    }

    /// A raw literal with more `#` than any run of them in the text, so that nothing in it can end or interpolate it.
    private static func literal(name: String, text: String) -> String {
        var longest = 0
        var current = 0
        for character in text.unicodeScalars {
            current = character == "#" ? current + 1 : 0
            longest = max(longest, current)
        }
        let fence = String(repeating: "#", count: longest + 1)
        return "    private static let \(identifier(name)) = \(fence)\"\"\"\n\(text)\n\"\"\"\(fence)\n"
    }

    private static func identifier(_ name: String) -> String {
        "asset_" + name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }
}
