import Foundation
import Slurm

/// What a look at the login node found, beside Slurm: the working folder, the clock, the shell, the user's accounts.
struct SiteProbe: Sendable {
    /// The working folder's full path; nil when it cannot be made or entered.
    let folder: String?
    /// Why it cannot be made, entered or written to.
    let problem: FileProblem?
    /// Bytes free there for this user.
    let freeBytes: Int64?
    /// Files that can still be made there.
    let freeFiles: Int64?
    /// The kind of file system, such as `nfs` or `lustre`.
    let fileSystem: String?
    /// Seconds by which the clock there is ahead, at most this far off on either side.
    let clock: (ahead: Double, uncertainty: Double)?
    /// Whether files can be checked there.
    let hasChecksums: Bool
    /// The user's accounts; nil when nobody says.
    let associations: [Association]?
    /// What the login shell prints around each command.
    let noise: String
    /// Seconds that one command takes.
    let roundTrip: Double

    /// Looks, with two commands.
    static func look(_ runner: any CommandRunner, root: String) async throws(TransportError) -> SiteProbe {
        _ = try await runner.run("true")
        let begin = Date().timeIntervalSince1970
        let time = try await runner.run("date +%s.%N")
        let end = Date().timeIntervalSince1970
        let reply = try await runner.run(script(root: root))
        let far = Double(time.outputText.trimmingCharacters(in: .whitespacesAndNewlines))
        return SiteProbe(
            ProbeAnswers(reply.outputText),
            noise: reply.noise,
            roundTrip: end - begin,
            clock: far.map { ($0 - (begin + end) / 2, (end - begin) / 2) }
        )
    }

    /// A megabyte is written, because a quota or a full disk shows only then.
    static func script(root: String) -> String {
        """
        LC_ALL=C; export LC_ALL
        \(ProbeAnswers.shellFunction)
        enter() { mkdir -p \(ShellText.path(root)) && cd \(ShellText.path(root)) && pwd -P; }
        try() { f=.pargo-lab-check.$$; head -c 1048576 /dev/zero >"$f"; r=$?; rm -f "$f"; return $r; }
        accounts() { \(Association.command); }
        sums() { command -v sha256sum || command -v shasum || command -v openssl; }
        ask folder enter
        cd \(ShellText.path(root)) 2>/dev/null || cd "$(dirname \(ShellText.path(root)))" 2>/dev/null || cd
        ask write try
        ask space df -Pk .
        ask files df -Pi .
        ask kind stat -f -c %T .
        ask sums sums
        ask accounts accounts
        """
    }

    init(_ answers: ProbeAnswers, noise: String, roundTrip: Double, clock: (ahead: Double, uncertainty: Double)?) {
        folder = answers.text("folder")?.split(separator: "\n").last.map(String.init)
        let refusal = [answers["folder"], answers["write"]].compactMap(\.self).first { $0.code != 0 }
        problem = refusal.map { FileProblem($0.text) }
        freeBytes = answers.text("space").flatMap { Self.available($0) }.flatMap { $0 < 1 << 50 ? $0 * 1024 : nil }
        freeFiles = answers.text("files").flatMap { Self.available($0) }
        fileSystem = answers.text("kind")?.split(separator: "\n").last.map(String.init)
        hasChecksums = answers.text("sums") != nil
        associations = answers.text("accounts").map { Association.listing($0) }
        self.noise = noise
        self.roundTrip = roundTrip
        self.clock = clock
    }

    /// The fourth column of `df -P`'s last line, from the right: a device's name may have blanks.
    private static func available(_ text: String) -> Int64? {
        let fields = text.split(separator: "\n").last?.split(separator: " ") ?? []
        guard fields.count >= 6, let place = fields.lastIndex(where: { $0.hasSuffix("%") || $0 == "-" }) else {
            return nil
        }
        return place > 0 ? Int64(fields[place - 1]) : nil
    }
}
