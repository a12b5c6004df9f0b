import Foundation
import RunLog
import Slurm
import Sweep
import Tracker

/// One look at a cluster, step by step.
struct LookRound {
    private(set) var report = LookReport()
    /// The directories of runs that were found to have ended.
    private(set) var ended: [String] = []

    private let look: ClusterLook
    private let sweep: String?
    private let givingUp: Bool
    private let mayAskSlurm: Bool
    private let memory: ControllerConfiguration?
    private var runs: [ClusterRun]
    private var unsettled: [SubmissionRecord]
    private var picture = SlurmPicture()
    private var journals: [String: FarReport] = [:]
    private var farTime: Double?
    private var records: CopiedRecords

    private var store: Store { look.store }
    private var cluster: String { look.connection.name }

    init(_ look: ClusterLook, sweep: String?, givingUp: Bool, isPatient: Bool) throws {
        self.look = look
        self.sweep = sweep
        self.givingUp = givingUp
        let poll = try look.store.poll(of: look.connection.name)
        let interval = Double(look.connection.site.limits.secondsBetweenPolls)
        mayAskSlurm = poll.map { !isPatient || Date().timeIntervalSince($0.askedAt) >= interval } ?? true
        report.askedSlurmAt = poll?.askedAt
        records = CopiedRecords(in: look.store.lab)
        memory = ClusterMemory(look.store.lab, look.connection.name).known
        runs = try Self.watched(look, sweep)
        unsettled = try look.store.submissions(
            cluster: look.connection.name,
            sweep: sweep,
            states: [.intended, .unknown]
        )
    }

    /// The runs whose state may still change, or of which Slurm has more to tell.
    private static func watched(_ look: ClusterLook, _ sweep: String?) throws -> [ClusterRun] {
        try look.store.clusterRuns(sweep: sweep, cluster: look.connection.name)
            .filter { run in
                let age = Date().timeIntervalSince(run.since)
                switch run.state {
                case .submitting, .queued, .running: return true
                case .created: return false
                case .lost, .crashed: return age < 7 * 86_400
                case .finished, .failed, .cancelled: return run.source == .directory ? lacksFacts(run) : age < 86_400
                }
            }
    }

    /// Whether a run that ended a short time ago lacks what Slurm still remembers of it.
    private static func lacksFacts(_ run: ClusterRun) -> Bool {
        run.facts.endedAt == nil && Date().timeIntervalSince(run.since) < 300
    }

    /// Whether only Slurm can tell what comes next: a start is due, or where a run runs or how it ended is not known yet.
    ///
    /// A run that runs is told by its own signs of life.
    private static func waitsForSlurm(_ run: ClusterRun) -> Bool {
        switch run.state {
        case .queued: true
        case .running: run.facts.startedAt == nil
        default: lacksFacts(run)
        }
    }

    mutating func run() async throws {
        guard !runs.isEmpty || !unsettled.isEmpty else { return }
        report.runs = runs.count
        try await readRecords()
        try await askSlurm()
        try settleSubmissions()
        try conclude()
    }

    // MARK: - Their own records

    private mutating func readRecords() async throws {
        // Beside a failed attempt Slurm may begin another.
        let isOver = { (run: ClusterRun) in run.source == .directory && [.finished, .cancelled].contains(run.state) }
        let read = runs.filter { !isOver($0) }
        let isDue = runs.contains(where: Self.waitsForSlurm) || !unsettled.isEmpty
        var hasMore = true
        var isFirst = true
        while hasMore {
            let voided = givingUp && isFirst ? unsettled.filter { $0.state == .intended }.map(\.token) : []
            let questions = FarQuestions(
                runs: read,
                submissions: isFirst ? unsettled.map(\.token).filter { !voided.contains($0) } : [],
                asksQueue: isFirst && isDue && mayAskSlurm,
                accounts: nil
            )
            let answers = try await look.ask(questions, voiding: voided)
            try take(answers)
            hasMore = answers.hasMore
            isFirst = false
        }
    }

    private mutating func take(_ answers: FarAnswers) throws {
        farTime = answers.time ?? farTime
        journals.merge(answers.submissions) { $1 }
        if let queue = answers.queue {
            picture.take(queue: queue)
            report.askedSlurmAt = Date()
            try store.notePoll(of: cluster, at: Date(), problem: picture.queueProblem)
        }
        if let accounts = answers.accounts { picture.take(accounts: accounts) }
        report.bytes += answers.pieces.reduce(0) { $0 + $1.bytes.count }
        let directories = try Mirror(lab: store.lab).write(answers.pieces)
        records.forget(directories)
        try adopt(directories.sorted())
        let begun = Set(answers.pieces.lazy.map(\.path).filter { $0.hasSuffix("/claim") })
        for run in runs where begun.contains("\(run.directory)/claim") {
            SubmissionCapture(in: store.lab).put(into: store.lab.runDirectory(run.directory), of: run.submission.token)
        }
    }

    /// Takes in attempts that the cluster made by itself.
    private mutating func adopt(_ directories: [String]) throws {
        let known = Set(runs.map(\.directory))
        var found = false
        for directory in directories where !known.contains(directory) {
            let parts = directory.split(separator: "/")
            guard let attempt = parts.last.flatMap({ Int($0) }),
                let earlier = runs.last(where: { $0.directory.hasPrefix("runs/\(parts[1])/\(parts[2])/") })
            else { continue }
            try store.recordRestart(attempt: attempt, of: earlier, directory: directory, at: Date())
            report.restarts += 1
            found = true
        }
        if found { runs = try Self.watched(look, sweep) }
    }

    // MARK: - Slurm

    private mutating func askSlurm() async throws {
        var asks = try questions()
        if asks.contains(.queue), mayAskSlurm, !picture.hasQueue, picture.queueProblem == nil {
            let questions = FarQuestions(runs: [], submissions: [], asksQueue: true, accounts: nil)
            try take(try await look.ask(questions))
            asks = try self.questions()
        }
        let searched = unsettled.filter { isAmbiguous($0) && picture.queuedJob(named: $0.name).isAbsent }
        guard keepsAccounts, mayAskSlurm, asks.contains(.accounts) || !searched.isEmpty else { return }
        let questions = FarQuestions(runs: [], submissions: [], asksQueue: false, accounts: accountWords(searched))
        try take(try await look.ask(questions))
    }

    /// The words for `sacct`: the jobs, or everything since the first submission that has no number.
    private func accountWords(_ searched: [SubmissionRecord]) -> String {
        if let first = searched.map(\.createdAt).min() {
            // An hour for clocks that differ.
            return "-S \(first.addingTimeInterval(-3600).ISO8601Format().dropLast())"
        }
        let jobs = Set(runs.compactMap(\.submission.job)).sorted()
        return "-j " + jobs.map(String.init).joined(separator: ",")
    }

    private var keepsAccounts: Bool {
        if picture.accountsAreDisabled { return false }
        return memory?.accountingStorage != "accounting_storage/none"
    }

    private mutating func questions() throws -> Set<Verdict.Question> {
        Set(try sightings().compactMap { Reconciliation(patience: look.patience).verdict(on: $0).asks })
    }

    private func isAmbiguous(_ submission: SubmissionRecord) -> Bool {
        if case .ambiguous = journals[submission.token]?.reply { return true }
        return false
    }

    // MARK: - What follows

    private func settleSubmissions() throws {
        let settlement = SubmissionSettlement(
            store: store,
            cluster: cluster,
            patience: look.patience,
            picture: picture,
            keepsAccounts: keepsAccounts
        )
        for submission in unsettled { try settlement.settle(submission, journal: journals[submission.token]) }
    }

    private mutating func conclude() throws {
        let rules = Reconciliation(patience: look.patience)
        let now = Date()
        runs = try Self.watched(look, sweep)
        var changes: [RunChange] = []
        for seen in try sightings() where seen.run.submission.state == .submitted || seen.claim != nil {
            var verdict = rules.verdict(on: seen)
            if verdict.state == .cancelled, let reason = stopReason(seen) { verdict.evidence = reason }
            var change = RunChange(run: seen.run.id, facts: picture.facts(of: seen.run, at: now))
            if verdict.state != seen.run.state || verdict.evidence != seen.run.evidence {
                change.transition = RunChange.Transition(
                    verdict.state,
                    verdict.evidence,
                    verdict.source,
                    at: Date(timeIntervalSince1970: verdict.at)
                )
            }
            if verdict.state != seen.run.state {
                if verdict.state.isFinal, seen.exit != nil { ended.append(seen.run.directory) }
                let name = seen.run.directory.dropFirst("runs/".count)
                report.transitions.append(
                    "\(name): \(seen.run.state.rawValue) -> \(verdict.state.rawValue) (\(verdict.evidence))"
                )
            }
            if change.transition != nil || change.facts != nil { changes.append(change) }
        }
        try store.apply(changes)
        for word in picture.unknownWords.sorted() {
            report.problems.append("Slurm says '\(word)', a state that is not known here; it counts as alive")
        }
    }

    private mutating func sightings() throws -> [Sighting] {
        let now = Timestamp.now()
        let claimed = Dictionary(grouping: try runs.filter { try records.entry($0.directory).hasClaim }, by: \.key)
            .mapValues { $0.map(\.attempt).max() ?? 0 }
        return try runs.map { run in
            let known = try records.entry(run.directory)
            var seen = Sighting(run, now: now)
            seen.farNow = farTime
            seen.exit = known.exit
            seen.claim = known.claim
            seen.heartbeat = known.heartbeat
            if let latest = claimed[run.key], latest > run.attempt { seen.laterAttempt = latest }
            seen.queue = picture.queueAnswer(run)
            seen.accounts = picture.accountsAnswer(run)
            seen.keepsAccounts = keepsAccounts
            return seen
        }
    }

    /// Why somebody asked for its early end; nil when nobody did, or the record cannot be understood.
    private func stopReason(_ seen: Sighting) -> String? {
        let directory = store.lab.runDirectory(seen.run.directory)
        // The state stands either way.
        return (try? StopRecord.read(from: directory))?.reason
    }
}

extension SlurmAnswer {
    fileprivate var isAbsent: Bool {
        if case .absent = self { true } else { false }
    }
}
