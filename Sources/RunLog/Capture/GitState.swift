/// The state of the code in a folder, as git knows it.
public struct GitState: Hashable, Sendable {
    /// The most of a diff that is kept, in bytes.
    public static let diffLimit = 1 << 20

    /// `commit`, `root`, `branch`, `remote`, `dirty`, `untracked`, `diff`, `diff_is_cut`; nil where there is no git, or
    /// no repository.
    public let value: JSONValue?
    /// What could not be found out, a sentence each.
    public let problems: [String]

    /// Asks git about the repository that a folder is in; each question has five seconds.
    public init(of folder: String) {
        guard case .output(let head) = Self.ask(folder, ["rev-parse", "HEAD", "--show-toplevel"]),
            case let lines = head.split(separator: "\n").map(String.init), lines.count == 2
        else {
            (value, problems) = (nil, [])
            return
        }
        var problems: [String] = []
        let ask = { (arguments: [String]) -> String in
            switch Self.ask(lines[1], arguments) {
            case .output(let text): return text
            case .nothing(let reason):
                problems.append("`git \(arguments.joined(separator: " "))`: \(reason)")
                return ""
            }
        }
        let status = ask(["status", "--porcelain", "--untracked-files=normal"]).split(separator: "\n")
        let diff = ask(["diff", "--no-color", "--no-ext-diff", "HEAD"])
        var members: [JSONValue.Member] = [
            .init("commit", .string(lines[0])), .init("root", .string(lines[1])),
            .init("branch", .string(Self.word(lines[1], ["rev-parse", "--abbrev-ref", "HEAD"]))),
            .init("remote", .string(Secrets.withoutLogin(Self.word(lines[1], ["config", "remote.origin.url"])))),
            .init("dirty", .bool(!status.isEmpty)),
        ]
        let untracked = status.filter { $0.hasPrefix("??") }.prefix(100)
            .map { JSONValue.string(String($0.dropFirst(3))) }
        members += [
            .init("untracked", .array(untracked)), .init("diff", .string(diff)),
            .init("diff_is_cut", .bool(diff.utf8.count >= Self.diffLimit)),
        ]
        value = .object(members)
        self.problems = problems
    }

    private static func ask(_ folder: String, _ arguments: [String]) -> ShortCommand.Outcome {
        ShortCommand.run(["git", "--no-optional-locks", "-C", folder] + arguments, limit: diffLimit)
    }

    /// An answer of one word, such as a branch; empty where git has none, which is no problem.
    private static func word(_ folder: String, _ arguments: [String]) -> String {
        guard case .output(let text) = ask(folder, arguments) else { return "" }
        return text.split(separator: "\n").first.map(String.init) ?? ""
    }
}
