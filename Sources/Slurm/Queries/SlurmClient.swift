/// Slurm on one cluster, asked for all jobs at once, one command a question; every question is counted.
public actor SlurmClient {
    /// Why an answer did not come.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        /// The machine could not be reached.
        case transport(TransportError)
        /// Slurm did not answer.
        case slurm(SlurmError)

        /// What failed and what to do.
        public var description: String {
            switch self {
            case .transport(let error): error.description
            case .slurm(let error): error.description
            }
        }
    }

    /// The questions asked so far.
    public private(set) var calls: [SlurmCall] = []
    private let runner: any CommandRunner

    /// Times in seconds since 1970, read and printed in UTC, and lists of tasks in full.
    static let environment = "TZ=UTC SLURM_TIME_FORMAT=%s SLURM_BITSTR_LEN=0"

    /// The exit code that says that the folder cannot be entered; Slurm's commands use none like it.
    private static let noFolder: Int32 = 92

    /// A client that runs its commands there.
    public init(_ runner: any CommandRunner) {
        self.runner = runner
    }

    /// Submits a script, which `sbatch` reads from its standard input.
    ///
    /// Never throws: whatever goes wrong after the script was sent leaves the reply ambiguous.
    /// - Parameters:
    ///   - script: the text of a `BatchScript`.
    ///   - folder: where `sbatch` runs, which is the job's working folder unless the script says otherwise.
    /// - Returns: the job, a refusal, or that nobody knows.
    public func submit(_ script: String, in folder: String? = nil) async -> SubmissionReply {
        let place = folder.map { "cd \(ShellText.path($0)) || exit \(Self.noFolder); " } ?? ""
        do {
            let reply = try await ask(.sbatch, "\(place)sbatch --parsable", input: Array(script.utf8))
            if reply.code == Self.noFolder { return .refused(SubmissionRefusal(noFolder: reply.errorText)) }
            return SubmissionReply(output: reply.outputText, errors: reply.errorText, code: reply.code)
        } catch {
            guard !error.mayHaveRun else { return .ambiguous(error.description) }
            return .refused(SubmissionRefusal(unreachable: error))
        }
    }

    /// The user's jobs that `squeue` knows, those included that ended in the last minutes; a line for each task.
    public func queue() async throws(Failure) -> Listing<QueueEntry> {
        let command = "squeue -h -r -t all -u \"$(id -un)\" -o '\(QueueEntry.format)'"
        return QueueEntry.listing(try await text(.squeue, command))
    }

    /// The user's jobs of that name that `squeue` knows, those that ended in the last minutes included.
    public func queue(named name: String) async throws(Failure) -> Listing<QueueEntry> {
        let command = "squeue -h -r -t all -u \"$(id -un)\" -n \(ShellText.quote(name)) -o '\(QueueEntry.format)'"
        return QueueEntry.listing(try await text(.squeue, command))
    }

    /// What the accounting database has of these jobs; of all the user's since a time when none is named.
    ///
    /// - Parameters:
    ///   - jobs: numbers of jobs and arrays; an array brings all its tasks.
    ///   - name: only jobs of that name.
    ///   - since: seconds since 1970. `sacct` begins at midnight when neither jobs nor a time are given.
    ///   - duplicates: whether to list the earlier runs of requeued jobs too.
    /// - Returns: a line for each job or task.
    /// - Throws: `Failure`; nothing follows from it about any job.
    public func accounting(
        jobs: [Int] = [],
        named name: String? = nil,
        since: Int? = nil,
        duplicates: Bool = false
    ) async throws(Failure) -> Listing<AccountingEntry> {
        var command = "sacct -X --parsable2 --delimiter='\(FieldTable.separator)' --format=\(AccountingEntry.format)"
        if !jobs.isEmpty { command += " -j " + jobs.map(String.init).joined(separator: ",") }
        if let name { command += " --name=\(ShellText.quote(name))" }
        if let since { command += " -S \"$(date -u -d @\(since) +%Y-%m-%dT%H:%M:%S)\"" }
        if duplicates { command += " --duplicates" }
        return AccountingEntry.listing(try await text(.sacct, command), separator: FieldTable.separator)
    }

    /// The partitions.
    public func partitions() async throws(Failure) -> Listing<PartitionEntry> {
        PartitionEntry.listing(try await text(.sinfo, "sinfo -h -o '\(PartitionEntry.format)'"))
    }

    /// Cancels jobs, arrays or tasks; those that ended already are left as they are.
    public func cancel(_ jobs: [SlurmJobID]) async throws(Failure) {
        guard !jobs.isEmpty else { return }
        _ = try await text(.scancel, "xargs scancel --quiet", input: jobs.map { "'\($0)'\n" }.joined())
    }

    /// Sends a signal to the batch shells of jobs.
    public func signal(_ name: BatchSignal.Name, _ jobs: [SlurmJobID]) async throws(Failure) {
        guard !jobs.isEmpty else { return }
        let list = jobs.map { "'\($0)'\n" }.joined()
        _ = try await text(.scancel, "xargs scancel --quiet --batch --signal=\(name.rawValue)", input: list)
    }

    private func text(_ command: SlurmCall.Command, _ line: String, input: String = "") async throws(Failure) -> String
    {
        let reply: CommandReply
        do {
            reply = try await ask(command, line, input: Array(input.utf8))
        } catch {
            throw .transport(error)
        }
        guard reply.succeeded else {
            throw .slurm(SlurmError(host: runner.host, command: command.rawValue, reply: reply))
        }
        return reply.outputText
    }

    private func ask(
        _ command: SlurmCall.Command,
        _ line: String,
        input: [UInt8]
    ) async throws(TransportError) -> CommandReply {
        let begin = ContinuousClock.now
        let script = "export LC_ALL=C \(Self.environment); \(line)"
        do {
            // Slurm's own commands give up after 10 to 100 s; they must have the first word.
            let reply = try await runner.run(script, input: input, timeout: .seconds(120))
            calls.append(SlurmCall(command: command, duration: begin.duration(to: .now), succeeded: reply.succeeded))
            return reply
        } catch {
            calls.append(SlurmCall(command: command, duration: begin.duration(to: .now), succeeded: false))
            throw error
        }
    }
}
