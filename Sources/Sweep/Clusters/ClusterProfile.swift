/// A place where jobs run, as `clusters.yaml` describes it.
public struct ClusterProfile: Hashable, Sendable {
    /// What `--cluster` names, and where the profile begins.
    public let name: Placed<String>
    /// What kind of place it is.
    public let site: Site
    /// What is set up around each run, before what the spec sets up.
    public let environment: RunEnvironment

    /// The kinds of places.
    public enum Site: Hashable, Sendable {
        /// This machine.
        case local(LocalSite)
        /// A cluster under Slurm, reached from here or from its login node.
        case slurm(SlurmSite)
    }

    /// The Slurm cluster that is meant; nil for this machine.
    public var slurm: SlurmSite? {
        if case .slurm(let site) = site { site } else { nil }
    }

    /// The kind's word in `clusters.yaml`.
    public var kind: String {
        switch site {
        case .local: "local"
        case .slurm: "slurm"
        }
    }
}

/// This machine as a place where jobs run.
public struct LocalSite: Hashable, Sendable {
    /// How many trials run at a time; one a core when nil.
    public let slots: Placed<Int>?
}

/// A cluster under Slurm.
public struct SlurmSite: Hashable, Sendable {
    /// What is typed after `ssh`; nil when this machine is the login node.
    public let host: Placed<String>?
    /// The way in.
    public let transport: Placed<Way>
    /// The SSH configuration to use instead of `~/.ssh/config`: absolute, below `~/`, or from the working folder on.
    public let sshConfiguration: Placed<String>?
    /// The working folder over there: absolute, or below `~/`.
    public let root: Placed<String>
    /// What every job asks for, unless the spec asks for something else.
    public let defaults: JobDefaults
    /// How much is asked of the cluster at a time.
    public let limits: SubmissionLimits

    /// The ways in.
    public enum Way: String, Hashable, Sendable, CaseIterable {
        /// libssh2, and the user's own `ssh` where that cannot work.
        case auto
        /// libssh2, in this process.
        case libssh2
        /// The user's own `ssh`.
        case openssh
        /// This machine is the login node.
        case local
    }
}

/// How much is asked of a cluster at a time; what is nil is left to the cluster.
public struct SubmissionLimits: Hashable, Sendable {
    /// Tasks in one array.
    public var array: Placed<Int>?
    /// Tasks in the queue at a time, whatever their state.
    public var queued: Placed<Int>?
    /// Tasks of one array that run at a time.
    public var running: Placed<Int>?
    /// Seconds between two questions to Slurm.
    public var pollSeconds: Placed<Int>?

    /// The seconds between two questions to Slurm: what the profile says, else one a minute.
    public var secondsBetweenPolls: Int { pollSeconds?.value ?? 60 }

    /// Nothing but what the cluster allows.
    public init() {}
}
