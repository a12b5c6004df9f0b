public import Foundation
public import RunLog

/// One change of a run's state, with what was seen.
public struct Event: Hashable, Sendable {
    /// When it was noted.
    public let at: Date
    /// The state from then on.
    public let state: RunState
    /// Where the evidence was seen.
    public let source: EvidenceSource
    /// What was seen, in a sentence.
    public let evidence: String

    /// An event as the store holds it.
    public init(at: Date, state: RunState, source: EvidenceSource, evidence: String) {
        self.at = at
        self.state = state
        self.source = source
        self.evidence = evidence
    }
}
