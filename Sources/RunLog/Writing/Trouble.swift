import Synchronization

/// An error that happened on the pulse's thread, kept until the trainer's next call can throw it.
final class Trouble: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    func note(_ error: any Error) {
        self.error.withLock { $0 = error }
    }

    func take() -> (any Error)? {
        error.withLock { error in
            defer { error = nil }
            return error
        }
    }
}
