import Glibc
import ParGoRun
import Synchronization

/// The signals that came and were not looked at yet, a bit each.
///
/// A handler is given nothing but a number, so this belongs to the process, as signals do.
private let arrived = Atomic<UInt64>(0)

/// The signals that a training run listens to.
///
/// A handler may do next to nothing, so it only notes them, and they are looked for after each step. Blocking them would not do:
/// the threads of OpenBLAS are there before the first line of ours, and one that lets a signal through ends the process.
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
        // Made before the first handler needs it.
        arrived.store(0, ordering: .relaxed)
        for number in [SIGUSR1, SIGTERM, SIGINT] {
            signal(number) { number in arrived.bitwiseOr(1 << UInt64(number), ordering: .relaxed) }
        }
        // Whoever started this program may have blocked them for itself, and so for it.
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGUSR1, SIGTERM, SIGINT] { sigaddset(&set, number) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// The signal that the run stops for, 0 before that.
    var stop: Int32 { caught.stop }

    /// What the signals since the last call ask for.
    ///
    /// After TERM or INT both have their usual effect again: a second one ends the process at once.
    func asked() -> Interruption? {
        let signals = arrived.exchange(0, ordering: .relaxed)
        let has = { (number: Int32) in signals & (1 << UInt64(number)) != 0 }
        if let number = [SIGTERM, SIGINT].first(where: has) {
            if caught.stop == 0 || caught.stop == SIGUSR1 { caught.stop = number }
            for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
            return .stop
        }
        guard has(SIGUSR1) else { return nil }
        guard stopsOnUser1 else { return .checkpoint }
        if caught.stop == 0 { caught.stop = SIGUSR1 }
        return .stop
    }
}

/// A run that stopped because a signal asked it to.
struct StoppedRun: Error {
    let signal: Int32

    /// 75 asks whoever started the run to start it again; else the shell's code for the signal.
    var code: Int32 { signal == SIGUSR1 ? 75 : 128 + signal }
}
