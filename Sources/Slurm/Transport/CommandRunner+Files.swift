/// Files through commands alone: what the user's own `ssh` and this machine use, and libssh2 where the server has no SFTP.
extension CommandRunner {
    /// Writes bytes with `cat`.
    public func write(_ bytes: [UInt8], to path: String, at offset: Int) async throws(TransportError) {
        try await writeByCommand(bytes, to: path, at: offset)
    }

    /// Reads bytes with `tail` and `head`.
    public func read(_ path: String, from offset: Int, limit: Int) async throws(TransportError) -> [UInt8] {
        try await readByCommand(path, from: offset, limit: limit)
    }

    func writeByCommand(_ bytes: [UInt8], to path: String, at offset: Int) async throws(TransportError) {
        let file = ShellText.path(path)
        let script =
            offset == 0
            ? "cat >\(file)"
            : "[ \"$(wc -c <\(file))\" -eq \(offset) ] || { echo 'size is not \(offset)' >&2; exit 1; }; cat >>\(file)"
        let reply = try await run("LC_ALL=C; export LC_ALL; \(script)", input: bytes, timeout: .seconds(600))
        guard reply.succeeded else {
            throw TransportError(host, .write(path), .file(FileProblem(reply.errorText)))
        }
    }

    func readByCommand(_ path: String, from offset: Int, limit: Int) async throws(TransportError) -> [UInt8] {
        let file = ShellText.path(path)
        let reply = try await run(
            "LC_ALL=C; export LC_ALL; exec <\(file) || exit 1; tail -c +\(offset + 1) | head -c \(limit)",
            input: [],
            timeout: .seconds(600)
        )
        guard reply.succeeded else {
            throw TransportError(host, .read(path), .file(FileProblem(reply.errorText)))
        }
        return reply.output
    }

    /// The sizes of files, in the order asked for, in one command; nil for what is no file.
    public func sizes(of paths: [String]) async throws(TransportError) -> [Int?] {
        guard !paths.isEmpty else { return [] }
        // `~/` stays unquoted for the shell that reads the list, hence `eval`: the words were quoted here.
        let list = paths.map { ShellText.path($0) + "\n" }.joined()
        let script = #"while IFS= read -r f; do eval "f=$f"; if [ -f "$f" ]; then wc -c <"$f"; else echo -; fi; done"#
        let reply = try await run(script, input: list)
        let lines = reply.outputText.split(separator: "\n").map { $0.filter { $0 != " " } }
        guard reply.succeeded, lines.count == paths.count else {
            throw TransportError(host, .read(paths[0]), .file(FileProblem(reply.errorText)))
        }
        return lines.map { strictNumber($0) }
    }

    /// Makes folders with all that lie above them; those that exist are left as they are.
    public func makeFolders(_ paths: [String]) async throws(TransportError) {
        guard let first = paths.first else { return }
        let folders = paths.map(ShellText.path).joined(separator: " ")
        let reply = try await run("LC_ALL=C; export LC_ALL; mkdir -p \(folders)")
        guard reply.succeeded else {
            throw TransportError(host, .makeFolder(first), .file(FileProblem(reply.errorText)))
        }
    }

    /// Puts a file in another's place in one step, whether or not that exists.
    public func rename(_ path: String, to target: String) async throws(TransportError) {
        let reply = try await run("LC_ALL=C; export LC_ALL; mv -f \(ShellText.path(path)) \(ShellText.path(target))")
        guard reply.succeeded else {
            throw TransportError(host, .rename(path), .file(FileProblem(reply.errorText)))
        }
    }
}
