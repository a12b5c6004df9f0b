/// A file name made of a user's text: lower-case letters, digits, `.`, `_` and `-`, the same on every file system.
///
/// A text that is such a name already stays as it is. Any other gets a hash of the original, so that two different
/// texts never share a file, nor do `Tokens` and `tokens` where the file system ignores case.
package struct FileSlug: Hashable, Sendable {
    package let text: String

    /// Long enough to recognise, short enough for every file system's limit of 255 bytes.
    private static let longest = 60

    package init(_ original: String) {
        var slug = ""
        for byte in original.utf8.prefix(Self.longest) {
            let scalar = Unicode.Scalar(byte)
            if Self.isAllowed(scalar) {
                slug.unicodeScalars.append(scalar)
            } else if ("A"..."Z").contains(scalar) {
                slug.unicodeScalars.append(Unicode.Scalar(byte + 32))
            } else if !slug.hasSuffix("-") {
                slug += "-"
            }
        }
        let isSafe = slug == original && !slug.hasPrefix(".") && !slug.hasPrefix("-") && !slug.isEmpty
        let core = slug.drop { $0 == "-" || $0 == "." }
        text = isSafe ? slug : "\(core)\(core.isEmpty || core.hasSuffix("-") ? "" : "-")\(ContentHash(original).text)"
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_" || scalar == "."
    }
}
