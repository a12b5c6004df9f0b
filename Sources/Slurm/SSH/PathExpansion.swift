/// The `%` marks and the leading `~` of paths in `ssh_config`.
struct PathExpansion {
    private let home: String
    private let marks: [Character: String]

    init(_ surroundings: SSHEndpoint.Surroundings, host: String, port: Int, user: String) {
        home = surroundings.home
        marks = ["d": home, "h": host, "p": "\(port)", "r": user, "u": surroundings.user, "%": "%"]
    }

    /// The path with every mark replaced that is known; others stay as they are.
    func path(_ text: String) -> String {
        var result = text.hasPrefix("~/") ? home : ""
        var letters = text.hasPrefix("~/") ? text.dropFirst() : text[...]
        while let letter = letters.popFirst() {
            guard letter == "%", let mark = letters.popFirst() else {
                result.append(letter)
                continue
            }
            result += marks[mark] ?? "%\(mark)"
        }
        return result
    }
}
