import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Terminal
import Tracker

/// `sweep logs`.
struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print what runs wrote to their standard output and error.",
        discussion: """
            Logs of runs on clusters are fetched first, beyond what is here. With several runs each line begins with its run. \
            -f goes on until all of them have ended; Ctrl-C only stops looking.
            """
    )

    @OptionGroup var selection: SweepSelection
    @Flag(name: .shortAndLong, help: "Go on as they grow.")
    var follow = false
    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Only so many lines of each at first.", valueName: "n")
    )
    var lines: Int?
    @Flag(name: .long, help: "Look at no cluster: print what is here.")
    var offline = false
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if let lines, lines < 0 { throw ValidationError("--lines must not be negative") }
        if follow, offline { throw ValidationError("--follow has to look, so it does not go with --offline") }
    }

    func run() async throws {
        let store = try options.openStore()
        let machine = try Machine.current()
        let known = try KnownSweep(selection.sweep, in: store)
        let looks = ClusterLooks(clusters: clusters, options: options, store: store, machine: machine, rpc: false)
        if !offline { try await looks.look(at: known.name, isLast: !follow) }
        _ = try Ingester(store, machine: machine).ingest()
        let runs = try selection.found(in: store, sweep: known.name)
        guard !runs.isEmpty else {
            throw CommandFailure(code: 1, text: "error: \(known.name): no run is meant, or none has begun")
        }
        var tails = runs.map { LogTail($0, lab: store.lab, isNamed: runs.count > 1) }
        for index in tails.indices { try tails[index].printNew(last: lines) }
        guard follow else { return }
        let ids = runs.map(\.id)
        while true {
            let alive = try store.runs(RunQuery(ids: ids)).filter { !$0.state.isFinal }
            if alive.isEmpty { break }
            // A cluster is one command away; this machine's files are at hand.
            try await Task.sleep(for: .milliseconds(alive.contains { $0.cluster != nil } ? 2000 : 300))
            if alive.contains(where: { $0.cluster != nil }) { try await looks.look(at: known.name, isLast: false) }
            _ = try Ingester(store, machine: machine).ingest()
            for index in tails.indices { try tails[index].printNew() }
        }
        for index in tails.indices { try tails[index].printNew() }
        await looks.close()
    }
}

/// The end of one run's log, and how far it was printed.
private struct LogTail {
    private let path: String
    private let prefix: String
    private var offset: UInt64 = 0

    init(_ run: Run, lab: Lab, isNamed: Bool) {
        path = lab.runDirectory(run.directory).log
        prefix = isNamed ? "\(run.name) │ " : ""
    }

    /// Prints what is new, in whole lines where lines are marked.
    mutating func printNew(last count: Int? = nil) throws {
        // A run that has not begun has no log yet.
        guard let handle = FileHandle(forReadingAtPath: path) else { return }
        defer { try? handle.close() }
        try handle.seek(toOffset: offset)
        var bytes = try handle.readToEnd() ?? Data()
        if !prefix.isEmpty, let end = bytes.lastIndex(of: UInt8(ascii: "\n")) {
            bytes = bytes[...end]
        } else if !prefix.isEmpty, offset > 0 {
            return
        }
        offset += UInt64(bytes.count)
        FileHandle.standardOutput.write(shown(bytes, last: count))
    }

    private func shown(_ bytes: Data, last count: Int?) -> Data {
        guard !prefix.isEmpty || count != nil else { return bytes }
        let hasEnd = bytes.last == UInt8(ascii: "\n")
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if hasEnd { lines.removeLast() }
        if bytes.isEmpty { lines = [] }
        if let count { lines = Array(lines.suffix(count)) }
        let mark = Data(prefix.utf8)
        var result = Data()
        for (index, line) in lines.enumerated() {
            result += mark + line
            if index < lines.count - 1 || hasEnd || !prefix.isEmpty { result.append(UInt8(ascii: "\n")) }
        }
        return result
    }
}
