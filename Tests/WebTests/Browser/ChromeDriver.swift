import Foundation
import Glibc

/// A running chromedriver on a port that it chose itself, in a process group of its own.
struct ChromeDriver {
    let port: UInt16
    private let process: pid_t

    static let path = "/usr/bin/chromedriver"

    enum Failure: Error {
        case cannotStart(errno: Int32)
        case namedNoPort
    }

    init() throws {
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0 else { throw Failure.cannotStart(errno: errno) }
        defer { close(pipe[0]) }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        process = try Self.spawn(output: pipe[1])
        close(pipe[1])
        guard let port = Self.readPort(from: pipe[0]) else {
            Self.end(process)
            throw Failure.namedNoPort
        }
        self.port = port
    }

    /// Ends chromedriver and every browser process that it started.
    func stop() {
        Self.end(process)
    }

    private static func end(_ process: pid_t) {
        kill(-process, SIGKILL)
        waitpid(process, nil, 0)
    }

    private static func spawn(output: Int32) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup("--port=0"), nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, path, &actions, &attributes, &arguments, environ)
        guard code == 0 else { throw Failure.cannotStart(errno: code) }
        return process
    }

    /// Reads up to `… started successfully on port 41233.`.
    private static func readPort(from output: Int32) -> UInt16? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[0..<count], as: UTF8.self)
            if let match = text.firstMatch(of: /started successfully on port (\d+)/) { return UInt16(match.1) }
        }
    }
}
