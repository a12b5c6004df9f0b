/// Asynchronous successive halving, the variant that stops trials instead of pausing them.
///
/// A trial is judged once at each rung, minimum·eta^k steps: it goes on if it is among the best 1/eta of all trials that
/// have reached that rung by then. Nobody waits for anybody. Li and others, "A System for Massively Parallel
/// Hyperparameter Tuning", 2020.
///
/// Reports may come in any order and more than once: a rung keeps, for each trial, the value of its earliest step in
/// the rung, so the rungs depend only on what was reported. A verdict to stop stands.
public struct ASHA: Hashable, Sendable {
    /// Whether the reported metric should be small or large.
    public let goal: SearchGoal
    /// One trial in so many goes on at a rung.
    public let eta: Int
    /// The steps at which trials are judged, ascending, all below the maximum.
    public let rungs: [Int]

    private var entries: [[String: Entry]]
    private var stopped: [String: StoppingVerdict] = [:]

    private struct Entry: Hashable {
        let step: Int
        let loss: Double
    }

    /// Rungs from the minimum upwards, each eta times the one before.
    ///
    /// - Parameters:
    ///   - goal: whether the reported metric should be small or large.
    ///   - minimum: the first step at which a trial may stop, at least 1.
    ///   - maximum: the last step of a trial.
    ///   - eta: one trial in eta goes on; at least 2.
    public init(goal: SearchGoal, minimum: Int, maximum: Int, eta: Int = 3) {
        precondition(eta >= 2 && minimum >= 1, "Halving needs an eta of at least 2 and a minimum of at least 1")
        self.goal = goal
        self.eta = eta
        var rungs: [Int] = []
        var rung = minimum
        while rung < maximum {
            rungs.append(rung)
            let (next, overflow) = rung.multipliedReportingOverflow(by: eta)
            rung = overflow ? maximum : next
        }
        self.rungs = rungs
        entries = rungs.map { _ in [:] }
    }

    /// Takes note of a value and says whether the trial goes on.
    ///
    /// A value that is not a finite number is worse than all others.
    public mutating func report(trial: String, step: Int, value: Double) -> StoppingVerdict {
        guard let rung = rungs.lastIndex(where: { $0 <= step }) else { return stopped[trial] ?? .goOn(.notDue) }
        let known = entries[rung][trial]
        if known.map({ step < $0.step }) ?? true {
            entries[rung][trial] = Entry(step: step, loss: goal.loss(value))
        }
        if let verdict = stopped[trial] { return verdict }
        let isPast = entries[(rung + 1)...].contains { $0[trial] != nil }
        guard known == nil, !isPast else { return .goOn(.notDue) }
        let verdict = judge(trial, at: rung)
        if verdict.stops { stopped[trial] = verdict }
        return verdict
    }

    private func judge(_ trial: String, at rung: Int) -> StoppingVerdict {
        let reached = entries[rung]
        guard reached.count >= eta else { return .goOn(.tooFew(have: reached.count, need: eta)) }
        let own = reached[trial]?.loss ?? .infinity
        let place = 1 + reached.values.count { $0.loss < own }
        let last = reached.count / eta
        let goesOn = place <= last && own.isFinite
        let reason = StoppingVerdict.Reason.rung(rungs[rung], place: place, of: reached.count, last: last)
        return goesOn ? .goOn(reason) : .stop(reason)
    }
}
