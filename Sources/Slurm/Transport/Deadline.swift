import Glibc

/// The end of the time that something may take.
struct Deadline {
    /// How long it was given.
    let allowance: Duration
    fileprivate let end: ContinuousClock.Instant

    init(in allowance: Duration) {
        self.allowance = allowance
        end = .now + allowance
    }

    var hasPassed: Bool { ContinuousClock.now >= end }

    /// Milliseconds that are left, at least 0 and at most `limit`: what `poll` takes.
    func milliseconds(atMost limit: Int32) -> Int32 {
        let left = ContinuousClock.now.duration(to: end)
        guard left > .zero else { return 0 }
        guard left < .milliseconds(limit) else { return limit }
        return Int32(left / .milliseconds(1)) + 1
    }
}

extension Deadline {
    /// The earlier of this end and one from now on.
    func shortened(to limit: Duration) -> Deadline {
        let other = Deadline(in: limit)
        return other.end < end ? other : self
    }

    /// Holds the calling thread for a while, in short steps that notice a cancelled task, and not beyond the end.
    func pause(_ time: Duration) {
        let pause = shortened(to: time)
        while !pause.hasPassed, !Task.isCancelled {
            _ = poll(nil, 0, pause.milliseconds(atMost: 50))
        }
    }
}
