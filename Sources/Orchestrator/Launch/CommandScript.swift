/// What the wrapper runs for one attempt: the POSIX sh body of `command.sh`.
public struct CommandScript: Hashable, Sendable {
    /// The script's text.
    public let text: String

    /// Commands that run one after another in a folder; the first that fails ends the run with its code.
    ///
    /// Environment modules are loaded first, then variables exported, then the setup lines run, as the shell reads them.
    /// In an argument, `{run}` stands for the run directory, `{config}` for its `config.json`, and `{cache}`, `{seed}` and
    /// `{stage}` for the variables `LAB_CACHE`, `RUN_SEED` and `RUN_STAGE`; everything else reaches the program as it is,
    /// whatever it holds.
    public init(
        commands: [[String]],
        in folder: String,
        environment: [String: String] = [:],
        modules: [String] = [],
        setup: [String] = []
    ) {
        var lines = ["set -e"]
        lines += modules.map { "module load \(Self.quoted($0))" }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            lines.append("export \(name)=\(Self.quoted(value))")
        }
        lines.append("cd \(Self.quoted(folder))")
        lines += setup
        for (index, command) in commands.enumerated() {
            // The last one takes the shell's place, so that signals reach it; but not where it may be a function of the setup.
            let takesPlace = index == commands.count - 1 && setup.isEmpty
            lines.append((takesPlace ? "exec " : "") + command.map(Self.argument).joined(separator: " "))
        }
        text = lines.joined(separator: "\n") + "\n"
    }

    /// The argument with its places filled in by the shell.
    private static func argument(_ text: String) -> String {
        var rest = text[...]
        var pieces: [String] = []
        while let place = places.compactMap({ place in rest.firstRange(of: place.mark).map { (place, $0) } })
            .min(by: { $0.1.lowerBound < $1.1.lowerBound })
        {
            if place.1.lowerBound > rest.startIndex { pieces.append(quoted(String(rest[..<place.1.lowerBound]))) }
            pieces.append(place.0.shell)
            rest = rest[place.1.upperBound...]
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(quoted(String(rest))) }
        return pieces.joined()
    }

    private static let places = [
        (mark: "{config}", shell: "\"$RUN_DIR/config.json\""),
        (mark: "{run}", shell: "\"$RUN_DIR\""),
        (mark: "{cache}", shell: "\"$LAB_CACHE\""),
        (mark: "{seed}", shell: "\"$RUN_SEED\""),
        (mark: "{stage}", shell: "\"$RUN_STAGE\""),
    ]

    /// The text as one word of the shell: bare where nothing in it means anything to a shell, in single quotes elsewhere.
    static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "/"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"):
                    true
                default: false
                }
            }
        guard !isPlain else { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
