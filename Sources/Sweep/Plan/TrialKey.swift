import Hashing

/// What tells finished work apart from work to do: a SHA-256 over configuration, code, commands and upstream stages.
///
/// Only values that differ from the trainer's defaults count, so a new parameter with its default changes no key.
public struct TrialKey: Hashable, Sendable, RawRepresentable {
    /// 64 lower-case hexadecimal digits.
    public let rawValue: String

    /// A key that was written down before.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    init(code: CodeIdentity, commands: [String], configuration: String, upstream: [TrialKey]) {
        var text = "key 1\n"
        text += code.text
        text += "\n"
        for command in commands {
            text += "run "
            JSONText.append(command, to: &text)
            text += "\n"
        }
        for key in upstream { text += "needs \(key.rawValue)\n" }
        text += configuration
        rawValue = SHA256.hash(text).hexadecimal
    }

    /// The first twelve digits, for names of folders and jobs and for tables.
    public var short: String { String(rawValue.prefix(12)) }
}

extension TrialKey: CustomStringConvertible {
    /// The short form.
    public var description: String { short }
}

/// Which code a run executes, as far as its results depend on it.
public enum CodeIdentity: Hashable, Sendable {
    /// The embedded trainer: a number that is raised when results change.
    case version(Int)
    /// A command: the digest of the files that it declares as its code.
    case digest(String)
    /// Nothing is known: a change of the code changes no key.
    case unknown

    var text: String {
        switch self {
        case .version(let version): "code version \(version)"
        case .digest(let digest): "code digest \(digest)"
        case .unknown: "code unknown"
        }
    }
}
