import Glibc
import ParGoRun

/// The signals that a training run listens to.
///
/// A handler may do next to nothing, so signals are blocked for all threads and looked for after each step instead.
struct RunSignals {
    private let stopsOnUser1: Bool
    private let caught: Caught

    /// What has been seen so far.
    private final class Caught {
        var stop: Int32 = 0
    }

    init(stopsOnUser1: Bool) {
        self.stopsOnUser1 = stopsOnUser1
        caught = Caught()
        var set = Self.set
        // Before any other thread is made, so that they inherit it.
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    private static var set: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGUSR1, SIGTERM, SIGINT] { sigaddset(&set, signal) }
        return set
    }

    /// The signal that the run stops for, 0 before that.
    var stop: Int32 { caught.stop }

    /// What the signals since the last call ask for.
    ///
    /// After TERM or INT they are let through again: a second one ends the process at once.
    func asked() -> Interruption? {
        var (result, set, none) = (Interruption?.none, Self.set, timespec())
        while true {
            let signal = sigtimedwait(&set, nil, &none)
            guard signal > 0 else { return result }
            if signal == SIGUSR1, !stopsOnUser1 {
                result = result ?? .checkpoint
                continue
            }
            caught.stop = caught.stop == 0 || caught.stop == SIGUSR1 ? signal : caught.stop
            result = .stop
            if signal != SIGUSR1 { pthread_sigmask(SIG_UNBLOCK, &set, nil) }
        }
    }
}

/// A run that stopped because a signal asked it to.
struct StoppedRun: Error {
    let signal: Int32

    /// 75 asks whoever started the run to start it again; else the shell's code for the signal.
    var code: Int32 { signal == SIGUSR1 ? 75 : 128 + signal }
}
