#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A fixed number of threads that do one piece of work each, again and again; the caller's own thread is the first.
///
/// Who does what is decided by number, never by who is free, so that sums are made in the same order in each run.
///
/// `@unchecked Sendable`: every stored property is read and written under the mutex, but `count`, which never changes.
public final class Workers: @unchecked Sendable {
    /// How many work at a time.
    public let count: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let done = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var job: ((Int) -> Void)?
    private var round = 0
    private var running = 0
    private var isEnding = false
    private var threads: [pthread_t] = []

    /// Starts `count - 1` threads, which wait; OpenBLAS is set to one thread for each of them.
    public init(_ count: Int) {
        self.count = max(count, 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(wake, nil)
        pthread_cond_init(done, nil)
        BLAS.setThreads(1)
        for number in 1..<max(self.count, 1) { start(number) }
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(wake)
        pthread_cond_destroy(done)
        mutex.deallocate()
        wake.deallocate()
        done.deallocate()
    }

    /// Ends the threads; to be called when there is no more work.
    public func finish() {
        pthread_mutex_lock(mutex)
        isEnding = true
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    /// Calls `body` once for each number of 0 up to `count`, and returns when all are done.
    public func run(_ body: @escaping (Int) -> Void) {
        pthread_mutex_lock(mutex)
        (job, running) = (body, threads.count)
        round += 1
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(mutex)
        body(0)
        for number in stride(from: threads.count + 1, to: count, by: 1) { body(number) }
        pthread_mutex_lock(mutex)
        while running > 0 { pthread_cond_wait(done, mutex) }
        job = nil
        pthread_mutex_unlock(mutex)
    }

    /// What a thread is told when it starts.
    private final class Start {
        let workers: Workers
        let number: Int

        init(_ workers: Workers, _ number: Int) { (self.workers, self.number) = (workers, number) }
    }

    /// A thread that the system refuses leaves its work to the caller's own.
    private func start(_ number: Int) {
        let context = Unmanaged.passRetained(Start(self, number))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { raw in
                guard let raw else { return nil }
                let start = Unmanaged<Start>.fromOpaque(raw).takeRetainedValue()
                start.workers.serve(start.number)
                return nil
            },
            context.toOpaque()
        )
        if code == 0 { threads.append(thread) } else { context.release() }
    }

    private func serve(_ number: Int) {
        var seen = 0
        while true {
            pthread_mutex_lock(mutex)
            while round == seen && !isEnding { pthread_cond_wait(wake, mutex) }
            let work = round == seen ? nil : job
            seen = round
            pthread_mutex_unlock(mutex)
            guard let work else { return }
            work(number)
            pthread_mutex_lock(mutex)
            running -= 1
            if running == 0 { pthread_cond_signal(done) }
            pthread_mutex_unlock(mutex)
        }
    }
}
