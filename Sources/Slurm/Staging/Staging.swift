/// Brings files to a folder on the far side under the names of their contents.
///
/// A file that is there under its name is complete and right: it gets the name only after its SHA-256 was computed over
/// there. So unchanged files cost one command for all of them together, and a broken upload goes on where it stopped.
/// Two stagings at once of the same file disturb each other's part at worst, which the check finds.
public struct Staging: Sendable {
    private let runner: any CommandRunner
    private let folder: String
    private let piece: Int

    /// Staging into a folder, which is made when it is missing.
    ///
    /// - Parameters:
    ///   - runner: the way to the far side.
    ///   - folder: its path there; a leading `~/` is the home folder.
    ///   - piece: how many bytes are sent at a time, between two chances to be cancelled or to report progress.
    public init(_ runner: any CommandRunner, folder: String, piece: Int = 8 << 20) {
        self.runner = runner
        self.folder = folder
        self.piece = max(1, piece)
    }

    /// The path that a file has over there once it is staged.
    public func path(of file: StagedFile) -> String { "\(folder)/\(file.name)" }

    /// Sends what is missing.
    ///
    /// - Parameters:
    ///   - files: what is to lie there; two with the same content are sent once.
    ///   - progress: called after each piece with the bytes sent so far and the bytes to send.
    /// - Returns: what was sent, and where each file lies.
    /// - Throws: `StagingError`. Whatever arrived stays and counts the next time.
    public func stage(
        _ files: [StagedFile],
        progress: @Sendable (_ sent: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws(StagingError) -> StagingReport {
        var report = StagingReport()
        var seen: Set<String> = []
        let unique = files.filter { seen.insert($0.name).inserted }
        let states = Array(zip(unique, try await states(of: unique)))
        let missing = states.filter { !$0.1.isComplete }.map { ($0, min($1.partial, $0.size)) }
        report.unchanged = states.count - missing.count
        report.paths = Dictionary(files.map { ($0.path, path(of: $0)) }) { $1 }
        let total = missing.reduce(0) { $0 + $1.0.size - $1.1 }
        for (file, present) in missing {
            try await send(file, from: present, &report, total, progress)
        }
        for file in try await finish(missing.map(\.0)) {
            // A part left by somebody else, or by a disk that lied: once more from the beginning.
            try await send(file, from: 0, &report, total, progress)
            guard try await finish([file]).isEmpty else { throw .corrupted(path: file.path, host: runner.host) }
        }
        return report
    }

    private func send(
        _ file: StagedFile,
        from present: Int,
        _ report: inout StagingReport,
        _ total: Int,
        _ progress: (Int, Int) -> Void
    ) async throws(StagingError) {
        let local = try LocalFile(file.path)
        let target = path(of: file) + ".part"
        var offset = present
        var patience = 3
        repeat {
            let bytes = try local.bytes(from: offset, count: min(piece, file.size - offset))
            guard !bytes.isEmpty || offset == file.size else { throw .changed(path: file.path) }
            if bytes.isEmpty, offset > 0 { break }
            do {
                try await runner.write(bytes, to: target, at: offset)
            } catch {
                guard error.isTemporary, patience > 0 else { throw .transport(error) }
                patience -= 1
                offset = try await arrived(target, of: file)
                continue
            }
            offset += bytes.count
            report.bytes += bytes.count
            progress(report.bytes, total)
        } while offset < file.size
        report.sent += 1
        if present > 0 { report.resumed += 1 }
    }

    /// How much of a part is there after the connection broke.
    private func arrived(_ target: String, of file: StagedFile) async throws(StagingError) -> Int {
        do {
            let size = try await runner.sizes(of: [target]).first.flatMap(\.self)
            return min(size ?? 0, file.size)
        } catch {
            throw .transport(error)
        }
    }

    private struct State {
        var isComplete: Bool
        var partial: Int
    }

    /// One command for all files; it makes the folder too.
    private func states(of files: [StagedFile]) async throws(StagingError) -> [State] {
        guard !files.isEmpty else { return [] }
        let script = """
            LC_ALL=C; export LC_ALL; mkdir -p \(ShellText.path(folder)) && cd \(ShellText.path(folder)) || exit 1
            [ -w . ] || { echo "$PWD: Permission denied" >&2; exit 1; }
            while read -r n s; do
              if [ -f "$n" ] && [ "$(wc -c <"$n")" -eq "$s" ]; then echo ok
              elif [ -f "$n.part" ]; then wc -c <"$n.part"
              else echo 0; fi
            done
            """
        let reply = try await command(script, input: files.map { "\($0.name) \($0.size)\n" }.joined(), folder)
        let lines = reply.outputText.split(separator: "\n").map { $0.filter { $0 != " " } }
        guard lines.count == files.count else {
            throw .transport(TransportError(runner.host, .read(folder), .file(FileProblem(reply.errorText))))
        }
        return lines.map { State(isComplete: $0 == "ok", partial: strictNumber($0) ?? 0) }
    }

    /// Checks every part over there and gives the right ones their names; returns the files whose part is wrong.
    private func finish(_ files: [StagedFile]) async throws(StagingError) -> [StagedFile] {
        guard !files.isEmpty else { return [] }
        let script = """
            LC_ALL=C; export LC_ALL; cd \(ShellText.path(folder)) || exit 1
            if command -v sha256sum >/dev/null; then sum() { sha256sum <"$1"; }
            elif command -v shasum >/dev/null; then sum() { shasum -a 256 <"$1"; }
            elif command -v openssl >/dev/null; then sum() { openssl dgst -sha256 -r <"$1"; }
            else exit 91; fi
            while read -r n; do
              h=$(sum "$n.part"); m=444; case $n in *.x) m=555 ;; esac
              if [ "${h%% *}" = "${n%.x}" ]; then chmod $m "$n.part" && mv -f "$n.part" "$n" || exit 1; echo ok
              elif [ -f "$n" ]; then echo ok
              else rm -f "$n.part"; echo bad; fi
            done
            """
        let reply = try await command(script, input: files.map { "\($0.name)\n" }.joined(), folder)
        let lines = reply.outputText.split(separator: "\n")
        return zip(files, lines).filter { $0.1 != "ok" }.map(\.0)
    }

    private func command(_ script: String, input: String, _ path: String) async throws(StagingError) -> CommandReply {
        let reply: CommandReply
        do {
            // Hashing a few gigabytes over there takes its time.
            reply = try await runner.run(script, input: Array(input.utf8), timeout: .seconds(900))
        } catch {
            throw .transport(error)
        }
        guard reply.code != 91 else { throw .noChecksum(host: runner.host) }
        guard reply.succeeded else {
            throw .transport(TransportError(runner.host, .write(path), .file(FileProblem(reply.errorText))))
        }
        return reply
    }
}
