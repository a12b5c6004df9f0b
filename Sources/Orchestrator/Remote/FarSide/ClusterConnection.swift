import Foundation
public import Slurm
public import Sweep

/// The way to one cluster, opened when it is first needed; everything done over it is counted.
public actor ClusterConnection {
    /// The cluster's name in `clusters.yaml`.
    public nonisolated let name: String
    /// What the profile says of it.
    public nonisolated let site: SlurmSite
    /// The cluster's profile.
    public nonisolated let profile: ClusterProfile
    /// What was done so far.
    public private(set) var calls: [ClusterCall] = []

    private var transport: Transport?
    private var opening: Task<Result<Transport, TransportError>, Never>?

    /// The way to a cluster; nothing is sent yet.
    ///
    /// Nil when the profile describes this machine.
    public init?(_ profile: ClusterProfile) {
        guard let site = profile.slurm else { return nil }
        self.profile = profile
        self.site = site
        name = profile.name.value
    }

    /// The working folder over there, as the profile writes it.
    public nonisolated var root: String { site.root.value }

    /// Whether the way in has been opened already.
    var isOpen: Bool { transport != nil }

    /// The way in, opened unless it is.
    ///
    /// - Throws: `TransportError`.
    public func open() async throws(TransportError) -> Transport {
        if let transport { return transport }
        let begin = ContinuousClock.now
        let task = beginOpening()
        let result = await task.value
        // Somebody else may have waited for the same log-in.
        if opening == task {
            opening = nil
            note(.connect, commands: 0, since: begin)
        }
        let made = try result.get()
        transport = made
        return made
    }

    /// Begins to open the way in, for who has other things to do before it is needed; what goes wrong is told then.
    ///
    /// - Returns: What comes of it.
    @discardableResult
    public func beginOpening() -> Task<Result<Transport, TransportError>, Never> {
        if let opening { return opening }
        let (site, transport) = (site, transport)
        let task = Task { () async -> Result<Transport, TransportError> in
            if let transport { return .success(transport) }
            do throws(TransportError) {
                return .success(try await Transport.open(site))
            } catch {
                return .failure(error)
            }
        }
        opening = task
        return task
    }

    /// Runs a command, with input, and counts it.
    ///
    /// - Throws: `TransportError`.
    func run(
        _ purpose: ClusterCall.Purpose,
        _ command: String,
        input: [UInt8] = [],
        slurm: [SlurmCall.Command] = [],
        timeout: Duration = .seconds(120)
    ) async throws(TransportError) -> CommandReply {
        let runner = try await open().runner
        let begin = ContinuousClock.now
        do {
            let reply = try await runner.run(command, input: input, timeout: timeout)
            note(purpose, slurm: slurm, sent: input.count, received: reply.output.count, since: begin)
            return reply
        } catch {
            note(purpose, slurm: slurm, sent: input.count, since: begin)
            throw error
        }
    }

    /// Sends files unless they are there.
    ///
    /// - Throws: `StagingError`.
    func stage(_ files: [StagedFile]) async throws -> StagingReport {
        let runner = try await open().runner
        let begin = ContinuousClock.now
        let report = try await Staging(runner, folder: "\(root)/store").stage(files)
        note(.stage, commands: report.sent > 0 ? 2 : 1, sent: report.bytes, since: begin)
        return report
    }

    /// Reads a piece of a file over there.
    ///
    /// - Throws: `TransportError`.
    func read(_ path: String, from offset: Int, limit: Int) async throws(TransportError) -> [UInt8] {
        let runner = try await open().runner
        let begin = ContinuousClock.now
        let bytes = try await runner.read(path, from: offset, limit: limit)
        note(.fetch, received: bytes.count, since: begin)
        return bytes
    }

    /// Finds out what the cluster can do.
    ///
    /// - Throws: `TransportError`.
    public func probe() async throws(TransportError) -> Capabilities { Capabilities(try await probeText()) }

    func probeText() async throws(TransportError) -> String {
        try await run(.probe, Capabilities.script, slurm: [.scontrol, .sinfo, .sacct]).outputText
    }

    /// Ends the connection, and an opening that is still going on.
    ///
    /// To be called before the process ends: what the cryptography of a log-in stands on is torn down at exit, which a log-in
    /// on its own thread would not survive.
    public func close() async {
        if let opening {
            opening.cancel()
            if case .success(let made) = await opening.value { transport = made }
            self.opening = nil
        }
        await transport?.runner.close()
        transport = nil
    }

    private func note(
        _ purpose: ClusterCall.Purpose,
        commands: Int = 1,
        slurm: [SlurmCall.Command] = [],
        sent: Int = 0,
        received: Int = 0,
        since begin: ContinuousClock.Instant
    ) {
        calls.append(
            ClusterCall(
                purpose: purpose,
                commands: commands,
                slurm: slurm,
                sent: sent,
                received: received,
                duration: begin.duration(to: .now)
            )
        )
    }
}
