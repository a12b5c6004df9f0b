import Foundation
import Slurm
import Tracker

/// What Slurm said of all the user's jobs in one look, to be asked about one run at a time.
///
/// A number is reused after some time: only a job of the right number *and* name is the run's.
struct SlurmPicture {
    private struct Place: Hashable {
        let job: Int
        let task: Int?
    }

    private var queue: [Place: QueueEntry] = [:]
    private var queueNames: [String: Int] = [:]
    private var accounts: [Place: AccountingEntry] = [:]
    private var accountNames: [String: Int] = [:]
    private var memory: [Place: Int] = [:]
    private(set) var hasQueue = false
    private(set) var hasAccounts = false
    /// Why `squeue` did not answer; nil when it did or was not asked.
    private(set) var queueProblem: String?
    private var accountsProblem: String?
    /// Whether the cluster keeps no accounts.
    private(set) var accountsAreDisabled = false
    /// State words that are not known here.
    private(set) var unknownWords: Set<String> = []

    /// Takes in an answer of `squeue`.
    mutating func take(queue listing: FarAnswers.Listing) {
        guard listing.code == 0 else {
            queueProblem = Self.line(listing)
            return
        }
        hasQueue = true
        queueProblem = nil
        for entry in QueueEntry.listing(listing.output).entries {
            if let name = entry.name { queueNames[name] = entry.id.number }
            if case .unknown(let word) = entry.state { unknownWords.insert(word) }
            queue[Self.place(entry.id)] = entry
        }
    }

    /// Takes in an answer of `sacct`; of a job that ran several times the latest run counts.
    mutating func take(accounts listing: FarAnswers.Listing) {
        guard listing.code == 0 else {
            accountsProblem = Self.line(listing)
            accountsAreDisabled = listing.errors.contains("storage is disabled") || listing.code == 127
            return
        }
        hasAccounts = true
        let all = AccountingEntry.listing(listing.output, separator: "\u{1F}").entries
        for entry in all.sorted(by: { ($0.submitted ?? 0, $0.start ?? 0) < ($1.submitted ?? 0, $1.start ?? 0) }) {
            if let name = entry.name { accountNames[name] = entry.id.number }
            if case .unknown(let word) = entry.state { unknownWords.insert(word) }
            accounts[Self.place(entry.id)] = entry
        }
        for (id, bytes) in AccountingEntry.memory(listing.output, separator: "\u{1F}") {
            memory[Self.place(id)] = max(memory[Self.place(id)] ?? 0, bytes)
        }
    }

    private static func place(_ id: SlurmJobID) -> Place {
        if case .task(let task) = id.part { return Place(job: id.number, task: task) }
        return Place(job: id.number, task: nil)
    }

    private static func line(_ listing: FarAnswers.Listing) -> String {
        let words = (listing.errors.isEmpty ? listing.output : listing.errors).split(whereSeparator: \.isNewline)
        return words.first.map(String.init) ?? "exit code \(listing.code)"
    }

    // MARK: - One run

    /// What `squeue` said of a run's job.
    func queueAnswer(_ run: ClusterRun) -> SlurmAnswer<QueueEntry> {
        if let queueProblem { return .unanswered(queueProblem) }
        guard hasQueue else { return .notAsked }
        guard let job = run.submission.job, let entry = queue[Place(job: job, task: run.task)],
            entry.name == run.submission.name
        else { return .absent }
        return .found(entry)
    }

    /// What `sacct` said of a run's job.
    func accountsAnswer(_ run: ClusterRun) -> SlurmAnswer<AccountingEntry> {
        if let accountsProblem, !accountsAreDisabled { return .unanswered(accountsProblem) }
        guard hasAccounts else { return .notAsked }
        guard let job = run.submission.job, let entry = accounts[Place(job: job, task: run.task)],
            entry.name == run.submission.name
        else { return .absent }
        return .found(entry)
    }

    /// The job of that name in `squeue`.
    func queuedJob(named name: String) -> SlurmAnswer<Int> {
        if let queueProblem { return .unanswered(queueProblem) }
        guard hasQueue else { return .notAsked }
        return queueNames[name].map { .found($0) } ?? .absent
    }

    /// The job of that name in `sacct`.
    func accountedJob(named name: String) -> SlurmAnswer<Int> {
        if let accountsProblem, !accountsAreDisabled { return .unanswered(accountsProblem) }
        guard hasAccounts else { return .notAsked }
        return accountNames[name].map { .found($0) } ?? .absent
    }

    /// What is known of a run's job, over what was known before; nil when nothing was said of it.
    func facts(of run: ClusterRun, at now: Date) -> SlurmFacts? {
        var facts = SlurmFacts()
        var isKnown = false
        if case .found(let entry) = accountsAnswer(run) {
            facts = Self.facts(entry)
            facts.maxMemory = run.submission.job.flatMap { memory[Place(job: $0, task: run.task)] }
            isKnown = true
        }
        if case .found(let entry) = queueAnswer(run) {
            facts = Self.facts(entry).filled(from: facts)
            isKnown = true
        }
        guard isKnown else { return nil }
        facts.seenAt = now
        return facts.filled(from: run.facts)
    }

    private static func facts(_ entry: QueueEntry) -> SlurmFacts {
        var facts = SlurmFacts()
        facts.job = entry.id.description
        facts.state = entry.state.word
        facts.reason = entry.reason
        facts.partition = entry.partition
        facts.nodes = entry.nodes
        facts.submittedAt = entry.submitted.map(Date.init(timeIntervalSince1970:))
        // Of a job that waits, squeue tells when it expects it to start.
        let hasStarted = entry.state.isFinal || entry.state.mayHaveProcesses
        facts.startedAt = hasStarted ? entry.start.map(Date.init(timeIntervalSince1970:)) : nil
        facts.endedAt = entry.state.isFinal ? entry.end.map(Date.init(timeIntervalSince1970:)) : nil
        return facts
    }

    private static func facts(_ entry: AccountingEntry) -> SlurmFacts {
        var facts = SlurmFacts()
        facts.job = entry.id.description
        facts.state = entry.state.word
        facts.partition = entry.partition
        facts.nodes = entry.nodes
        facts.submittedAt = entry.submitted.map(Date.init(timeIntervalSince1970:))
        facts.startedAt = entry.start.map(Date.init(timeIntervalSince1970:))
        facts.endedAt = entry.end.map(Date.init(timeIntervalSince1970:))
        facts.exit = entry.exit?.description
        facts.allocatedGPUs = entry.gpus
        return facts
    }
}
