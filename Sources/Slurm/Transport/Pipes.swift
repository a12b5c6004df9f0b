import Glibc

/// The three pipes to a child process.
///
/// Its input is a pair of sockets: those are closed to every other child from the moment they exist, where a pipe, which
/// takes a second call for that, may be caught by a child that another thread starts in between, and then never ends.
struct Pipes {
    /// One pipe: the end kept here, and the one given away.
    struct Pipe {
        var near: Int32
        let far: Int32

        /// Reads what is there; false at the end of the stream or when nothing is there.
        func read(into bytes: inout [UInt8], _ buffer: inout [UInt8]) -> Bool {
            let count = Glibc.read(near, &buffer, buffer.count)
            if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
            return count > 0
        }
    }

    private(set) var input: Pipe
    private(set) var output: Pipe
    private(set) var errors: Pipe
    private var farEndsAreOpen = true

    init() throws(ChildProcess.Failure) {
        output = try Self.outgoing()
        errors = try Self.outgoing()
        input = try Self.make { socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &$0) }
    }

    /// A pipe for the child to write to.
    private static func outgoing() throws(ChildProcess.Failure) -> Pipe {
        let made = try make { pipe(&$0) }
        _ = fcntl(made.near, F_SETFD, FD_CLOEXEC)
        _ = fcntl(made.far, F_SETFD, FD_CLOEXEC)
        return made
    }

    private static func make(_ call: (inout [Int32]) -> Int32) throws(ChildProcess.Failure) -> Pipe {
        var ends: [Int32] = [0, 0]
        guard call(&ends) == 0 else { throw .notStarted("no pipe: \(String(cString: strerror(errno)))") }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return Pipe(near: ends[0], far: ends[1])
    }

    /// Closes the ends that the child has by now.
    mutating func closeFarEnds() {
        guard farEndsAreOpen else { return }
        for pipe in [input, output, errors] {
            Glibc.close(pipe.far)
        }
        farEndsAreOpen = false
    }

    /// Ends the child's standard input.
    mutating func closeInput() {
        if input.near >= 0 { Glibc.close(input.near) }
        input.near = -1
    }

    mutating func close() {
        closeFarEnds()
        closeInput()
        Glibc.close(output.near)
        Glibc.close(errors.near)
    }

    /// Waits until a pipe can be moved on; says which.
    func wait(milliseconds: Int32) -> (input: Bool, output: Bool, errors: Bool) {
        // A negative descriptor is skipped by poll.
        var polls = [
            pollfd(fd: input.near, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: output.near, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors.near, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&polls, nfds_t(polls.count), milliseconds) > 0 else { return (false, false, false) }
        return (polls[0].revents != 0, polls[1].revents != 0, polls[2].revents != 0)
    }

    /// Sends on from a position; returns the new one, and ends the child's input after the last byte.
    mutating func send(_ bytes: [UInt8], from position: Int) -> Int {
        let count = bytes.withUnsafeBytes { buffer in
            let rest = UnsafeRawBufferPointer(rebasing: buffer[position...])
            return Glibc.send(input.near, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0, errno != EAGAIN, errno != EINTR {
            closeInput()
            return bytes.count
        }
        let now = position + max(0, count)
        if now == bytes.count { closeInput() }
        return now
    }
}
