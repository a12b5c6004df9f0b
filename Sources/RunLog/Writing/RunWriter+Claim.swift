import Glibc

extension RunWriter {
    /// Claims a run directory for this process, unless the wrapper around it holds the claim.
    ///
    /// - Returns: Whether this process holds the claim.
    static func claim(
        _ directory: RunDirectory,
        details: [JSONValue.Member],
        environment: [String: String]
    ) throws -> Bool {
        let process = try ProcessIdentity.current()
        let now = Timestamp.now()
        let claim = Claim(token: "", process: process, at: now, slurmJobID: environment["SLURM_JOB_ID"])
        if try claim.make(in: directory) {
            try Heartbeat(at: now).write(to: directory)
            try StartRecord(startedAt: now, host: process.host, pid: process.pid, details: details).write(to: directory)
            return true
        }
        let holder = try Claim.read(from: directory)?.process
        if isWrapped(directory, by: holder, seenFrom: process, environment: environment) { return false }
        throw RunLogError.alreadyClaimed(path: directory.path, by: try words(for: holder))
    }

    /// Whether the claim's holder is the wrapper that runs this process: it says so by `RUN_DIR`, and where that got
    /// lost, it leads this process's group.
    private static func isWrapped(
        _ directory: RunDirectory,
        by holder: ProcessIdentity?,
        seenFrom process: ProcessIdentity,
        environment: [String: String]
    ) -> Bool {
        if let folder = environment["RUN_DIR"], let wrapped = realPath(folder) {
            return wrapped == realPath(directory.path)
        }
        return holder?.pid == getpgrp() && holder?.host == process.host && holder?.bootID == process.bootID
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func words(for holder: ProcessIdentity?) throws -> String {
        guard let holder else { return "another process" }
        let host = try Machine.current()
        let isGone = holder.host == host.name && host.startTicks(holder.pid) != holder.startTicks
        return "process \(holder.pid) on \(holder.host)\(isGone ? ", which is gone" : "")"
    }

    /// The thread that syncs the log and, for the holder of the claim, gives signs of life.
    static func pulse(
        of directory: RunDirectory,
        holdsClaim: Bool,
        syncing descriptor: Int32,
        trouble: Trouble
    ) throws -> Pulse {
        try Pulse(every: Heartbeat.interval) {
            do {
                if holdsClaim { try Heartbeat(at: Timestamp.now()).write(to: directory) }
            } catch {
                trouble.note(error)
            }
            guard fsync(descriptor) != 0, errno != EINVAL, errno != EINTR, errno != EROFS else { return }
            trouble.note(FileError(.sync, directory.metrics, code: errno))
        }
    }
}
