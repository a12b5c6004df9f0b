import RunLog

/// When what a run directory tells replaces what the store holds of a run's state.
struct StateRule {
    /// The state that the store holds.
    let stored: RunState
    /// Where the store has it from.
    let source: EvidenceSource
    /// Whether the directory is a copy of one elsewhere, in which silence means nothing.
    let isMirrored: Bool

    /// Whether an observation replaces what is stored.
    ///
    /// An exit record is proof and outweighs everything, save that a run whose end was asked for stays cancelled when
    /// its record speaks of the signal. Signs of life bring a run back that was thought lost or crashed, but not one
    /// that Slurm or a person declared ended. Silence counts only where it was to be heard.
    func accepts(_ observed: RunState, hasExit: Bool) -> Bool {
        if hasExit {
            if stored == .cancelled, observed == .failed { return false }
            // Slurm may be about to start the job again, which only who looks at the cluster can tell.
            if isMirrored, stored == .queued, observed == .failed { return false }
            return observed != stored || source != .directory
        }
        if observed == stored { return false }
        switch observed {
        case .running: return !stored.isFinal || stored == .lost || (stored == .crashed && source == .directory)
        case .crashed: return !isMirrored && (!stored.isFinal || stored == .lost)
        case .lost: return !isMirrored && !stored.isFinal
        case .created, .submitting, .queued, .finished, .failed, .cancelled: return false
        }
    }
}
