/// Why the user's own `ssh` did not run a command, read from what it wrote.
enum OpenSSHFailure {
    /// The error for these words of `ssh`, `ssh -O` or `ssh -N`; what is not recognised is passed on as it is.
    ///
    /// - Parameters:
    ///   - words: what `ssh` wrote to its standard error.
    ///   - host: the host or alias that it was given.
    ///   - sent: whether a command had been handed over. Then a connection that breaks leaves open what happened.
    /// - Returns: the error, with what to type.
    static func error(_ words: String, host: String, sent: Bool = false) -> TransportError {
        let text = words.split(whereSeparator: \.isNewline).map(String.init)
        let last = text.last { !$0.isEmpty } ?? "no word from ssh"
        if sent, breaks.contains(where: words.contains) { return TransportError(host, .run, .connectionLost(last)) }
        for (phrase, operation, reason) in phrases where words.contains(phrase) {
            return TransportError(host, operation, reason(last, text.joined(separator: "; "), host))
        }
        if sent { return TransportError(host, .run, .connectionLost(last)) }
        return TransportError(host, .connect, .program("ssh: \(last). `ssh -v \(host)` shows more"))
    }

    private typealias Reason = @Sendable (_ last: String, _ all: String, _ host: String) -> TransportError.Reason

    private static let breaks = ["Connection closed by", "Connection reset by", "Broken pipe", "closed by remote host"]

    private static let phrases: [(String, TransportError.Operation, Reason)] = [
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", .verifyHostKey, { .program(changed($1, $2)) }),
        (
            "Host key verification failed", .verifyHostKey,
            { .program("\($1). Log in once by hand to check its key and remember it: ssh \($2)") }
        ),
        ("Could not resolve hostname", .connect, { last, _, _ in .unknownHost(last) }),
        ("Permission denied (", .authenticate, { last, _, host in .program(denied(last, host)) }),
        ("Too many authentication failures", .authenticate, { last, _, host in .program(denied(last, host)) }),
        ("Connection refused", .connect, { last, _, _ in .unreachable(last) }),
        ("No route to host", .connect, { last, _, _ in .unreachable(last) }),
        ("Network is unreachable", .connect, { last, _, _ in .unreachable(last) }),
        ("Connection timed out", .connect, { last, _, _ in .unreachable(last) }),
        ("Connection closed by", .connect, { last, _, _ in .unreachable(last) }),
        ("Connection reset by", .connect, { last, _, _ in .unreachable(last) }),
        ("Bad configuration option", .readConfiguration("~/.ssh/config"), { last, _, _ in .configuration(last) }),
        ("Bad owner or permissions", .readConfiguration("~/.ssh/config"), { last, _, _ in .configuration(last) }),
    ]

    private static func changed(_ all: String, _ host: String) -> String {
        """
        its key has changed; `ssh` says: \(all). Either the machine was installed anew, or somebody stands in between. \
        Ask the cluster's staff for the new fingerprint; if it is the one shown: ssh-keygen -R \(host) && ssh \(host)
        """
    }

    private static func denied(_ last: String, _ host: String) -> String {
        """
        \(last). Nothing is ever asked for in the background: unlock a key with ssh-add, get a ticket with kinit, or open \
        a connection that is then shared: ssh -fNM -o ControlPath=~/.ssh/%C -o ControlPersist=8h \(host) (and set the \
        same ControlPath in ~/.ssh/config)
        """
    }
}
