public import Foundation
public import RunLog

/// What a look at a cluster changes of a run: its state with the evidence, Slurm's facts, or both.
public struct RunChange: Hashable, Sendable {
    /// A state and how it is known.
    public struct Transition: Hashable, Sendable {
        /// The state from now on.
        public let state: RunState
        /// What was seen, in a sentence.
        public let evidence: String
        /// Where it was seen.
        public let source: EvidenceSource
        /// When it was seen; for a state that begins or ends the run the time of that.
        public let at: Date

        /// A state and how it is known.
        public init(_ state: RunState, _ evidence: String, _ source: EvidenceSource, at: Date) {
            self.state = state
            self.evidence = evidence
            self.source = source
            self.at = at
        }
    }

    /// The run's row.
    public let run: Int64
    /// Its new state; nil when that stays.
    public var transition: Transition?
    /// What Slurm says of it; nil when Slurm was not asked, or said nothing.
    public var facts: SlurmFacts?

    /// A change of a run.
    public init(run: Int64, transition: Transition? = nil, facts: SlurmFacts? = nil) {
        self.run = run
        self.transition = transition
        self.facts = facts
    }
}
