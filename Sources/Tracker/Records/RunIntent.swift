public import Foundation
public import RunLog

/// The decision to start an attempt, recorded before anything is started.
public struct RunIntent: Hashable, Sendable {
    /// The sweep's name.
    public let sweep: String
    /// The key of what is run: a trial's, or that of a stage that several trials share.
    public let key: String
    /// Which try this is, from 1.
    public let attempt: Int
    /// The stage's name.
    public let stage: String
    /// The trial's place in the sweep's table; nil for a stage that several trials share.
    public let trial: Int?
    /// Where it runs: a cluster whose run directories are mirrored here; nil for this machine.
    ///
    /// Silence in a mirrored directory may only mean that nothing was copied lately, so it is evidence of nothing.
    public let cluster: String?
    /// The submission's token, which the job carries and claims with.
    public let token: String
    /// The run directory, relative to the lab.
    public let directory: String
    /// The whole resolved configuration.
    public let configuration: JSONValue
    /// When it was decided.
    public let at: Date

    /// An attempt to be recorded.
    public init(
        sweep: String,
        key: String,
        attempt: Int,
        stage: String,
        trial: Int?,
        cluster: String?,
        token: String,
        directory: String,
        configuration: JSONValue,
        at: Date
    ) {
        self.sweep = sweep
        self.key = key
        self.attempt = attempt
        self.stage = stage
        self.trial = trial
        self.cluster = cluster
        self.token = token
        self.directory = directory
        self.configuration = configuration
        self.at = at
    }
}
