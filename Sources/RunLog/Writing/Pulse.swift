import Glibc

/// A thread that does something small every few seconds until it is stopped.
///
/// A trainer's step may take minutes, so its signs of life cannot wait for its log calls. A thread of its own, rather
/// than a task, because a trainer may keep every thread of the task pool busy.
final class Pulse: Sendable {
    private let thread: pthread_t
    /// The thread waits for a byte from this pipe; the interval is how long it waits.
    private let stopper: Int32

    /// What the thread needs; it owns it.
    private final class Work: Sendable {
        let interval: Double
        let waiter: Int32
        let beat: @Sendable () -> Void

        init(interval: Double, waiter: Int32, beat: @escaping @Sendable () -> Void) {
            self.interval = interval
            self.waiter = waiter
            self.beat = beat
        }

        func run() {
            var descriptor = pollfd(fd: waiter, events: Int16(POLLIN), revents: 0)
            while true {
                let result = poll(&descriptor, 1, Int32(interval * 1000))
                if result > 0 { break }
                if result == 0 { beat() }
            }
            close(waiter)
        }
    }

    /// Starts the thread; the first beat comes after one interval.
    ///
    /// - Throws: ``FileError`` when the system has no thread or pipe left.
    init(every interval: Double, _ beat: @escaping @Sendable () -> Void) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw FileError(.write, "a pipe", code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let work = Unmanaged.passRetained(Work(interval: interval, waiter: ends[0], beat: beat))
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, startPulse, work.toOpaque())
        guard code == 0 else {
            work.release()
            close(ends[0])
            close(ends[1])
            throw FileError(.write, "the thread that gives signs of life", code: code)
        }
        self.thread = thread
        stopper = ends[1]
    }

    /// Stops the thread and waits for a beat that is under way.
    deinit {
        // A byte rather than the closing alone: a child process may hold a copy of the pipe's end.
        var stop: UInt8 = 0
        _ = write(stopper, &stop, 1)
        close(stopper)
        pthread_join(thread, nil)
    }

    fileprivate static func run(_ work: UnsafeMutableRawPointer) {
        Unmanaged<Work>.fromOpaque(work).takeRetainedValue().run()
    }
}

private func startPulse(_ work: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let work { Pulse.run(work) }
    return nil
}
