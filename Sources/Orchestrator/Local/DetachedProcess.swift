import Glibc

/// A child in a session of its own: neither Ctrl-C, nor the end of the terminal, nor the death of the parent reaches it.
///
/// Foundation's `Process` starts no session and keeps pipes to its parent; this child writes to files only.
struct DetachedProcess {
    /// Its process id, which is its session's and its process group's id too.
    let pid: pid_t

    /// Starts the program at that path with these arguments (its own name not among them) and exactly
    /// this environment, all signals at their defaults and none blocked.
    ///
    /// Standard input is empty; output and error are appended to the file `log`.
    /// - Throws: `LaunchError` when the program cannot be started or the file cannot be opened.
    init(program: String, arguments: [String], environment: [String: String], log: String) throws(LaunchError) {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // POSIX_SPAWN_SETSID of glibc's and musl's spawn.h, which hide its name from Swift behind _GNU_SOURCE.
        let newSession: Int32 = 0x80
        let flags = newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO)

        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var child = pid_t()
        let code = withCStrings([program] + arguments) { arguments in
            withCStrings(variables) { variables in
                posix_spawn(&child, program, &files, &attributes, arguments, variables)
            }
        }
        guard code == 0 else {
            throw LaunchError(program: program, log: log, reason: String(cString: strerror(code)))
        }
        pid = child
    }

    /// Collects the child's end without waiting; true once it has ended.
    func hasEnded() -> Bool {
        var status: Int32 = 0
        let result = waitpid(pid, &status, WNOHANG)
        // ECHILD: collected before.
        return result == pid || (result == -1 && errno == ECHILD)
    }
}

/// A process could not be started.
public struct LaunchError: Error, CustomStringConvertible {
    let program: String
    let log: String
    let reason: String

    /// What could not be started and what to look at.
    public var description: String {
        "could not start \(program), writing to \(log): \(reason). Check that both exist and that the disk is not full."
    }
}

/// The strings as the null-ended array of C strings that `exec` wants, valid during the call.
private func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = strings.map { strdup($0) }
    pointers.append(nil)
    defer {
        for pointer in pointers {
            free(pointer)
        }
    }
    return pointers.withUnsafeBufferPointer { buffer in
        // The buffer holds at least the closing nil, so it has an address.
        body(buffer.baseAddress.unsafelyUnwrapped)
    }
}
