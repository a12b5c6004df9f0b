import Glibc

/// Waits for a child's end or for Ctrl-C in one place, so that the loop above needs no threads and no handlers.
///
/// Making one blocks SIGINT, SIGTERM and SIGCHLD for the whole process: make it before anything that starts threads.
struct SignalWait {
    /// What ended a wait.
    enum Event {
        /// The time passed, or a child ended: look at everything again.
        case look
        /// Somebody asked for the end: Ctrl-C, or `kill`.
        case stop
    }

    private var signals = sigset_t()

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
