/// Text for a POSIX shell.
public enum ShellText {
    /// The text as one word that a POSIX shell takes as it is.
    public static func quote(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { isPlain($0) }
        if plain, !text.isEmpty { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// A path as one word; a leading `~/` means the home folder of whoever runs the shell.
    public static func path(_ path: String) -> String {
        if path == "~" { return "\"$HOME\"" }
        return path.hasPrefix("~/") ? "\"$HOME\"/" + quote(String(path.dropFirst(2))) : quote(path)
    }

    /// A command line that runs the script in `/bin/sh`, whatever the login shell is: bash, csh and fish read it alike.
    ///
    /// Between single quotes csh still sees `!` and line ends, and fish backslashes; none of them is left in the text.
    /// Standard input stays free for the script.
    static func portable(_ script: String) -> String {
        var text = ""
        for byte in script.utf8 {
            if isPlain(byte) || " \"#$%&()*;<>?[]^`{|}~".utf8.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let octal = String(byte, radix: 8)
                text += "\\0" + String(repeating: "0", count: 3 - octal.count) + octal
            }
        }
        // `sh` is the name that the shell's own errors begin with: with the script there, they would repeat all of it.
        return #"exec /bin/sh -c 'eval "$(printf %b "$1")"' sh '"# + text + "'"
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./:=,+@%".utf8.contains(byte)
        }
    }
}
