import Glibc

/// A program that is run to its end with its three streams through pipes, on the calling thread.
///
/// Foundation's `Process` reads no two pipes at once without threads, and waits for grandchildren that keep them open;
/// this one stops reading when the program has ended, or when the caller has seen enough.
struct ChildProcess {
    /// What it wrote and how it ended.
    struct Result {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        /// The exit code; 128 and the signal's number when a signal ended it; nil when it was still running.
        var code: Int32?
    }

    /// Why a program did not come to its end.
    enum Failure: Error {
        case notStarted(String)
        case timedOut
        case cancelled
    }

    let program: String
    let arguments: [String]
    let input: [UInt8]

    /// Runs it, with this process's own environment.
    ///
    /// - Parameters:
    ///   - deadline: when it is ended if it has not ended by itself.
    ///   - isEnough: looks at the streams after each piece; once true, nothing more is waited for.
    /// - Returns: what it wrote and how it ended.
    /// - Throws: `Failure`.
    func run(
        until deadline: Deadline,
        isEnough: (_ output: [UInt8], _ errors: [UInt8]) -> Bool = { _, _ in false }
    ) throws(Failure) -> Result {
        var pipes = try Pipes()
        defer { pipes.close() }
        let child = try start(pipes)
        pipes.closeFarEnds()
        var result = Result()
        do {
            try exchange(&pipes, child, &result, deadline, isEnough)
        } catch {
            end(child)
            throw error
        }
        // One that has said all it had to say ends by itself in a moment; what it left in the background may live on.
        if result.code == nil, !hasEnded(child, within: 200) { end(child) }
        return result
    }

    private func start(_ pipes: Pipes) throws(Failure) -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_adddup2(&files, pipes.input.far, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&files, pipes.output.far, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&files, pipes.errors.far, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: Ctrl-C at the terminal is for the program that asked, which then ends this one.
        posix_spawnattr_setpgroup(&attributes, 0)
        // Threads of dispatch queues block most signals, and a child would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var words = ([program] + arguments).map { strdup($0) }
        defer {
            for word in words { free(word) }
        }
        words.append(nil)
        var child = pid_t()
        let code = posix_spawnp(&child, program, &files, &attributes, words, environ)
        guard code == 0 else { throw .notStarted("cannot start `\(program)`: \(String(cString: strerror(code)))") }
        return child
    }

    private func exchange(
        _ pipes: inout Pipes,
        _ child: pid_t,
        _ result: inout Result,
        _ deadline: Deadline,
        _ isEnough: ([UInt8], [UInt8]) -> Bool
    ) throws(Failure) {
        var sent = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        if input.isEmpty { pipes.closeInput() }
        while true {
            if result.code == nil { result.code = Self.end(of: child) }
            let isOver = result.code != nil
            let moved = pipes.wait(milliseconds: isOver ? 0 : deadline.milliseconds(atMost: 20))
            if moved.input { sent = pipes.send(input, from: sent) }
            let outputs = moved.output ? pipes.output.read(into: &result.output, &buffer) : false
            let errors = moved.errors ? pipes.errors.read(into: &result.errors, &buffer) : false
            if isEnough(result.output, result.errors) { return }
            // What the program wrote before its end is in the pipes by now; what others write later is not its own.
            if isOver, !outputs, !errors { return }
            if deadline.hasPassed { throw .timedOut }
            if Task.isCancelled { throw .cancelled }
        }
    }

    /// The exit code of a child that has ended, collected; nil while it runs.
    private static func end(of child: pid_t) -> Int32? {
        var status: Int32 = 0
        guard waitpid(child, &status, WNOHANG) == child else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private func hasEnded(_ child: pid_t, within milliseconds: Int) -> Bool {
        for _ in 0..<milliseconds {
            if Self.end(of: child) != nil { return true }
            usleep(1000)
        }
        return false
    }

    /// Ends the program and what it started, politely for half a second.
    private func end(_ child: pid_t) {
        for attempt in 0..<60 {
            if Self.end(of: child) != nil { return }
            if attempt == 0 { kill(-child, SIGTERM) }
            if attempt == 50 { kill(-child, SIGKILL) }
            usleep(10_000)
        }
    }
}
