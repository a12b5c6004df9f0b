import Glibc

/// A program that is asked something and given up when it takes too long.
enum ShortCommand {
    /// What came of it.
    enum Outcome {
        /// It ended with code 0; what it printed.
        case output(String)
        /// It is not there, failed, or took too long; why, in a few words.
        case nothing(String)
    }

    /// Runs a program found on PATH, its standard input empty and its errors left out.
    ///
    /// - Parameters:
    ///   - arguments: Its name and its arguments.
    ///   - limit: Bytes of output that are kept.
    ///   - seconds: After these it is killed.
    /// - Returns: What it printed, or why there is nothing.
    static func run(_ arguments: [String], limit: Int, seconds: Double = 5) -> Outcome {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return .nothing("no pipe is left") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let (pid, code) = start(arguments, writingTo: ends[1])
        close(ends[1])
        guard code == 0 else { return .nothing(String(cString: strerror(code))) }
        let (bytes, isInTime) = read(ends[0], limit: limit, seconds: seconds)
        if !isInTime || bytes.count >= limit { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        if !isInTime { return .nothing("it took more than \(Int(seconds)) s and was given up") }
        guard bytes.count >= limit || status == 0 else { return .nothing("it failed") }
        return .output(String(decoding: bytes, as: UTF8.self))
    }

    private static func start(_ arguments: [String], writingTo output: Int32) -> (pid: pid_t, code: Int32) {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        guard let program = pointers[0] else { return (0, ENOENT) }
        var pid = pid_t()
        let code = posix_spawnp(&pid, program, &files, nil, pointers, environ)
        return (pid, code)
    }

    private static func read(_ descriptor: Int32, limit: Int, seconds: Double) -> (bytes: [UInt8], isInTime: Bool) {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        let deadline = Timestamp.now() + seconds
        while bytes.count < limit {
            let left = deadline - Timestamp.now()
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard left > 0, poll(&waiting, 1, Int32(left * 1000) + 1) != 0 else { return (bytes, false) }
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 { return (bytes, true) }
            if count > 0 { bytes.append(contentsOf: piece[..<count]) }
        }
        return (bytes, true)
    }
}
