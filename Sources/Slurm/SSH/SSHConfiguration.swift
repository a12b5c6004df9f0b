/// The part of `ssh_config` that this room follows: which options hold for which host, the first value winning.
public struct SSHConfiguration: Hashable, Sendable {
    /// One option of one block.
    struct Setting: Hashable, Sendable {
        let hosts: [HostPattern]
        let keyword: String
        let words: [String]
        let file: String
        let line: Int
    }

    private(set) var settings: [Setting] = []

    /// An empty configuration: every host is what it is called.
    public init() {}

    /// Reads configuration text.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its path, for messages.
    ///   - include: returns the texts and paths of the files that an `Include` pattern names.
    public init(
        _ text: String,
        file: String,
        include: (_ pattern: String) -> [(text: String, file: String)] = { _ in [] }
    ) {
        var hosts = [HostPattern("*")]
        read(text, file: file, hosts: &hosts, depth: 0, include)
    }

    /// Adds another file's settings behind these: they hold where these say nothing.
    mutating func append(_ other: SSHConfiguration) {
        settings += other.settings
    }

    private mutating func read(
        _ text: String,
        file: String,
        hosts: inout [HostPattern],
        depth: Int,
        _ include: (String) -> [(text: String, file: String)]
    ) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var words = Self.words(line)
            guard !words.isEmpty else { continue }
            let keyword = words.removeFirst().lowercased()
            switch keyword {
            case "host":
                hosts = words.map { HostPattern($0) }
            case "match":
                // `Match all` is plain; every other condition is left to the system's own ssh.
                hosts = words.map { $0.lowercased() } == ["all"] ? [HostPattern("*")] : []
                if hosts.isEmpty {
                    settings.append(
                        Setting(hosts: [HostPattern("*")], keyword: keyword, words: words, file: file, line: number + 1)
                    )
                }
            case "include" where depth < 16:
                for included in words.flatMap(include) {
                    var inner = hosts
                    read(included.text, file: included.file, hosts: &inner, depth: depth + 1, include)
                }
            default:
                settings.append(Setting(hosts: hosts, keyword: keyword, words: words, file: file, line: number + 1))
            }
        }
    }

    /// The words of a line: apart by blanks, or by one `=` after the first; quotes hold a word together; `#` begins a comment.
    static func words(_ line: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        var isWord = false
        for letter in line.drop(while: { $0 == " " || $0 == "\t" }) {
            if letter == "\"" {
                isQuoted.toggle()
                isWord = true
            } else if !isQuoted, letter == "#", !isWord {
                break
            } else if !isQuoted,
                letter.isWhitespace || letter == "=" && words.count + (isWord ? 1 : 0) == 1 && !word.contains("=")
            {
                if isWord { words.append(word) }
                word = ""
                isWord = false
            } else {
                word.append(letter)
                isWord = true
            }
        }
        if isWord { words.append(word) }
        return words
    }

    /// The words of the first setting of that option that holds for the host.
    func first(_ keyword: String, for host: String) -> [String]? {
        settings.first { $0.keyword == keyword && $0.hosts.select(host) }?.words
    }

    /// The words of every setting of that option that holds for the host, as options that add up have them.
    func all(_ keyword: String, for host: String) -> [String] {
        settings.filter { $0.keyword == keyword && $0.hosts.select(host) }.flatMap(\.words)
    }

    /// The settings that hold for the host and that only the system's own ssh can follow.
    func beyondLibSSH2(for host: String) -> [String] {
        settings.filter {
            $0.hosts.select(host) && Self.beyond.contains($0.keyword) && $0.words.first?.lowercased() != "none"
        }
        .map { "\($0.keyword) (\($0.file):\($0.line))" }
    }

    private static let beyond: Set<String> = [
        "match", "proxycommand", "certificatefile", "pkcs11provider", "securitykeyprovider", "remotecommand",
        "canonicalizehostname", "knownhostscommand",
    ]
}
