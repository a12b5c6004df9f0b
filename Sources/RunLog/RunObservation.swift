/// What a run directory alone tells of its run's state, with what was seen.
public struct RunObservation: Hashable, Sendable {
    /// The state; nil when nobody has claimed the run, so that only its submitter can say.
    public let state: RunState?
    /// What was seen, in a sentence without a full stop.
    public let evidence: String
    /// When the state began as far as the directory tells: the end, or the last sign of life.
    public let at: Double?
    /// Who runs it, if somebody does or did.
    public let claim: Claim?
    /// How it ended, if it did.
    public let exit: ExitRecord?

    /// Looks at a run directory.
    ///
    /// - Parameters:
    ///   - directory: The run directory; one that does not exist is one that nobody has claimed.
    ///   - now: The time now, in seconds since 1970.
    ///   - host: The machine from which is looked: processes of its own are looked up, others go by their heartbeat.
    /// - Throws: ``FileError`` when a file is there and cannot be read. A record that cannot be understood is no
    ///   error: the evidence says so.
    public init(of directory: RunDirectory, at now: Double, on host: Machine) throws {
        if let ended = try Self.ended(directory, claim: nil) {
            self = ended
            return
        }
        let claim: Claim?
        do {
            claim = try Claim.read(from: directory)
        } catch let error as RunLogError {
            self = try Self.byHeartbeat(directory, claim: nil, since: nil, now: now, prefix: "\(error); ")
            return
        }
        guard let claim else {
            self.init(nil, "nobody has claimed \(directory.claim)", at: nil)
            return
        }
        self = try Self.claimed(directory, claim: claim, now: now, host: host)
    }

    /// The observation of a run that was running, and whose directory is there no more.
    public static func gone(_ directory: RunDirectory, at now: Double) -> RunObservation {
        RunObservation(.lost, "\(directory.path) is there no more", at: now)
    }

    private init(_ state: RunState?, _ evidence: String, at: Double?, claim: Claim? = nil, exit: ExitRecord? = nil) {
        self.state = state
        self.evidence = evidence
        self.at = at
        self.claim = claim
        self.exit = exit
    }

    /// The observation of a run that has an exit record; nil when it has none.
    private static func ended(_ directory: RunDirectory, claim: Claim?) throws -> RunObservation? {
        do {
            guard let exit = try ExitRecord.read(from: directory) else { return nil }
            if exit.state != .finished, let stop = try StopRecord.read(from: directory) {
                let evidence = "\(stop.reason); \(exit.evidence)"
                return RunObservation(.cancelled, evidence, at: exit.finishedAt, claim: claim, exit: exit)
            }
            return RunObservation(exit.state, exit.evidence, at: exit.finishedAt, claim: claim, exit: exit)
        } catch let error as RunLogError {
            return RunObservation(.failed, "it ended, but how is unknown: \(error)", at: nil, claim: claim)
        }
    }

    private static func claimed(
        _ directory: RunDirectory,
        claim: Claim,
        now: Double,
        host: Machine
    ) throws -> RunObservation {
        let process = claim.process
        guard process.host == host.name else {
            return try byHeartbeat(directory, claim: claim, since: claim.at, now: now, prefix: "")
        }
        let name = "process \(process.pid) on \(process.host)"
        if process.bootID == host.bootID, host.startTicks(process.pid) == process.startTicks {
            return RunObservation(.running, "\(name) is alive", at: now, claim: claim)
        }
        // It may have written its exit record after the first look and before it went.
        if let ended = try ended(directory, claim: claim) { return ended }
        let seen = try lastSign(directory, claim: claim)
        return RunObservation(
            .crashed,
            "\(cause(process, host: host)) and left no exit record; last sign of life \(Timestamp.text(seen))",
            at: seen,
            claim: claim
        )
    }

    /// When a run on this machine last did something that shows: a heartbeat, or a line of metrics or of its log.
    private static func lastSign(_ directory: RunDirectory, claim: Claim) throws -> Double {
        let written = try [directory.metrics, directory.log].compactMap { try FileStatus(path: $0)?.modifiedAt }
        let beat = try Heartbeat.read(from: directory)?.at
        return written.reduce(max(claim.at, beat ?? claim.at)) { max($0, $1) }
    }

    private static func cause(_ process: ProcessIdentity, host: Machine) -> String {
        let name = "process \(process.pid) on \(process.host)"
        if process.bootID != host.bootID { return "\(process.host) was restarted while \(name) ran, so it ended" }
        if host.startTicks(process.pid) != nil { return "\(name) is gone, its number now belongs to another" }
        return "\(name) is gone"
    }

    /// The observation of a run whose processes cannot be looked up from here.
    private static func byHeartbeat(
        _ directory: RunDirectory,
        claim: Claim?,
        since: Double?,
        now: Double,
        prefix: String
    ) throws -> RunObservation {
        let beat = try Heartbeat.read(from: directory)?.at ?? since
        let place = claim.map { " from \($0.process.host)" } ?? ""
        guard let beat else {
            return RunObservation(nil, "\(prefix)there is no heartbeat yet", at: nil, claim: claim)
        }
        let age = Timestamp.duration(now - beat)
        if now - beat < Heartbeat.deadline {
            return RunObservation(.running, "\(prefix)heartbeat\(place) \(age) ago", at: beat, claim: claim)
        }
        let silence = "\(prefix)no heartbeat\(place) for \(age), since \(Timestamp.text(beat))"
        return RunObservation(.lost, silence, at: beat, claim: claim)
    }
}
