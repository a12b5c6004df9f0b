/// What a cluster can do, found out once with one command.
public struct Capabilities: Hashable, Sendable {
    /// How far Slurm's accounting can be used.
    public enum Accounting: Hashable, Sendable {
        /// `sacct` answers.
        case available
        /// The cluster keeps no accounts: a job that `squeue` has forgotten is known by its own records only.
        case disabled
        /// `sacct` is there and did not answer; its words.
        case failing(String)
        /// There is no `sacct`.
        case missing
    }

    /// Slurm's version, such as `22.05.8`; nil where there is no Slurm.
    public let version: String?
    /// What the controller says of its configuration.
    public let configuration: ControllerConfiguration
    /// The partitions, a line for each state of nodes.
    public let partitions: [PartitionEntry]
    /// Whether `sacct` can be asked.
    public let accounting: Accounting
    /// Whether `squeue` knows `--json`.
    public let hasJSON: Bool
    /// The user's name there.
    public let user: String
    /// The machine's name there.
    public let machine: String
    /// The processor's architecture, such as `x86_64`.
    public let architecture: String
    /// The C library's version, such as `2.36`; nil for another library than glibc.
    public let glibc: String?
    /// Why the controller could not be asked; nil when it answered.
    public let controllerProblem: String?

    /// How many tasks one array may have.
    public var arrayLimit: Int { configuration.arrayLimit }

    /// How many seconds `squeue` remembers a job that has ended; Slurm's default of 300 when the controller does not say.
    public var memory: Int { configuration.minJobAge ?? 300 }

    /// Asks a machine, in one command.
    ///
    /// - Throws: `TransportError` when the machine cannot be reached; a cluster that is down is an answer.
    public static func probe(_ runner: some CommandRunner) async throws(TransportError) -> Capabilities {
        let reply = try await runner.run(script, input: [], timeout: .seconds(120))
        return Capabilities(reply.outputText)
    }

    /// What `probe` runs, for who sends it in a way of their own: its output makes the capabilities.
    public static let script = """
        LC_ALL=C; export LC_ALL \(SlurmClient.environment)
        \(ProbeAnswers.shellFunction)
        ask version sbatch --version
        ask configuration scontrol show config
        ask partitions sinfo -h -o '\(PartitionEntry.format)'
        ask accounting sacct -n -X -P -j 1 --format=JobID
        json() { squeue --help 2>&1 | grep -q -e --json; }
        ask json json
        ask user id -un
        ask machine uname -n
        ask architecture uname -m
        ask glibc getconf GNU_LIBC_VERSION
        """

    /// Reads what the probe's script printed.
    public init(_ text: String) {
        let answers = ProbeAnswers(text)
        let answer = answers.text
        let config = answers["configuration"]
        configuration = ControllerConfiguration(answer("configuration") ?? "")
        controllerProblem = config.flatMap { $0.code == 0 ? nil : $0.oneLine }
        version = answer("version").flatMap { $0.split(separator: " ").last.map(String.init) } ?? configuration.version
        partitions = answer("partitions").map { PartitionEntry.listing($0).entries } ?? []
        accounting = Self.accounting(answers["accounting"])
        hasJSON = answer("json") != nil
        user = answer("user") ?? ""
        machine = answer("machine") ?? ""
        architecture = answer("architecture") ?? ""
        glibc = answer("glibc").flatMap { $0.hasPrefix("glibc ") ? String($0.dropFirst(6)) : nil }
    }

    private static func accounting(_ answer: ProbeAnswers.Answer?) -> Accounting {
        guard let answer, answer.code != 127 else { return .missing }
        if answer.text.contains("accounting storage is disabled") { return .disabled }
        return answer.code == 0 ? .available : .failing(answer.oneLine)
    }

}
