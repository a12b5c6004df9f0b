extension TransportError: CustomStringConvertible {
    /// What was tried, where, why it failed, and what to type next.
    public var description: String { "\(host): \(attempt): \(explanation)" }

    /// Why libssh2 was passed over, without the advice that taking another way makes idle.
    var reasonToPassOver: String {
        switch reason {
        case .noSharedMethods(let methods): methods.summary
        case .noKeyAccepted(let report): report.summary
        case .configuration(let words): words
        case .hostKeyUnknown(let key): "the machine's \(key.type) key is in no known_hosts file that libssh2 can read"
        default: description
        }
    }

    private var attempt: String {
        switch operation {
        case .readConfiguration(let file): "cannot use \(file)"
        case .connect: "cannot connect"
        case .handshake: "cannot agree on an encrypted connection"
        case .verifyHostKey: "the machine's identity is not certain, nothing was sent"
        case .authenticate: "cannot log in"
        case .tunnel(let target): "cannot reach \(target) through it"
        case .openChannel: "cannot start a command"
        case .run: "a command did not come to its end"
        case .write(let path): "cannot write \(path)"
        case .read(let path): "cannot read \(path)"
        case .makeFolder(let path): "cannot make the folder \(path)"
        case .rename(let path): "cannot rename \(path)"
        }
    }

    private var explanation: String {
        switch reason {
        case .unknownHost(let words):
            "no machine has that name (\(words)). Check `host` in the cluster's profile; `ssh -G \(host)` shows what it means"
        case .unreachable(let words):
            "\(words). Is a VPN needed, or is the machine down? `ssh -v \(host)` shows more"
        case .timedOut(let time):
            "no answer within \(Self.seconds(time)).\(afterwards)\(operation == .run ? "" : " `ssh -v \(host)` shows more")"
        case .connectionLost(let words):
            "the connection broke (\(words)).\(afterwards)"
        case .cancelled: "it was cancelled.\(afterwards)"
        case .hostKeyChanged(let change): change.description
        case .hostKeyUnknown(let key): key.unknownText
        case .hostKeyRevoked(let key): key.revokedText
        case .noSharedMethods(let methods): methods.description
        case .noKeyAccepted(let report): report.text(host: host)
        case .noReply(let shown): Self.noReply(shown, host)
        case .commandTooLong(let bytes):
            "the command has \(bytes) bytes, and one request takes \(ShellText.longestCommand); send the data as its input"
        case .file(let problem): problem.description
        case .program(let words): words
        case .configuration(let words): words
        }
    }

    private var afterwards: String {
        mayHaveRun ? " Whether the command had its effect is not known." : ""
    }

    private static func seconds(_ time: Duration) -> String {
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        return seconds < 10 ? "\((seconds * 10).rounded() / 10) s" : "\(Int(seconds.rounded())) s"
    }

    private static func noReply(_ shown: String, _ host: String) -> String {
        let words = shown.split(whereSeparator: \.isNewline).joined(separator: " / ")
        return """
            the login shell ended without running it\(words.isEmpty ? "" : "; it printed: \(words)"). \
            `ssh \(host) true` must work without a question: look at ~/.bashrc there
            """
    }
}

extension ShellText {
    /// An SSH server hands a command to the login shell as one argument, and Linux takes 128 KiB for one.
    static let longestCommand = 120_000
}
