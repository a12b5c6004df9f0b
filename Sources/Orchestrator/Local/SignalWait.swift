import Glibc

/// Waits for a child's end or for Ctrl-C in one place, so that the loop above needs no threads and no handlers.
///
/// Its signals must be blocked in every thread: `blockSignals` does so when it is called before there is a second one.
public struct SignalWait {
    /// What ended a wait.
    enum Event {
        /// The time passed, or a child ended: look at everything again.
        case look
        /// Somebody asked for the end: Ctrl-C, or `kill`.
        case stop
    }

    private var signals = sigset_t()

    /// Blocks SIGINT, SIGTERM and SIGCHLD in this thread and in those that it starts, so that they wait for `next`.
    ///
    /// A program that submits to this machine calls it first of all. One that does not keeps what the signals usually do.
    public static func blockSignals() {
        _ = SignalWait()
    }

    init() {
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGCHLD] {
            sigaddset(&signals, signal)
        }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Returns at the first of these signals, or after `milliseconds`.
    mutating func next(milliseconds: Int) -> Event {
        var limit = timespec(tv_sec: milliseconds / 1000, tv_nsec: (milliseconds % 1000) * 1_000_000)
        let signal = sigtimedwait(&signals, nil, &limit)
        return signal == SIGINT || signal == SIGTERM ? .stop : .look
    }
}
