/// Commands on this machine: for a lab that is used on the login node itself.
public actor LocalRunner: CommandRunner {
    private let thread = OwnThread("pargo-lab.local")
    /// `this machine`.
    public nonisolated let host = "this machine"

    /// A runner of commands on this machine.
    public init() {}

    /// The thread that waits for the commands.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Runs a script with `/bin/sh`.
    public func run(_ command: String, input: [UInt8], timeout: Duration) throws(TransportError) -> CommandReply {
        let frame = ReplyFrame()
        let child = ChildProcess(program: "/bin/sh", arguments: ["-c", frame.script(command)], input: input)
        let result: ChildProcess.Result
        do {
            result = try child.run(until: Deadline(in: timeout), isEnough: frame.isComplete)
        } catch {
            throw error.onHost(host, timeout: timeout)
        }
        switch frame.content(output: result.output, errors: result.errors) {
        case .complete(let reply): return reply
        case .cut: throw TransportError(host, .run, .connectionLost("the shell was killed"))
        case .none(let shown): throw TransportError(host, .run, .noReply(shown))
        }
    }

    /// Nothing is kept open.
    public func close() {}
}

extension ChildProcess.Failure {
    /// The failure as one of the command that the child process was to run.
    func onHost(_ host: String, timeout: Duration) -> TransportError {
        switch self {
        case .notStarted(let words): TransportError(host, .connect, .program(words))
        case .timedOut: TransportError(host, .run, .timedOut(timeout))
        case .cancelled: TransportError(host, .run, .cancelled)
        }
    }
}
