import Foundation
import Orchestrator
import Slurm
import Terminal

/// What was asked of a cluster: what `--rpc` prints, to standard error.
struct CallTable {
    private let calls: [ClusterCall]

    init(_ calls: [ClusterCall]) {
        self.calls = calls
    }

    /// Prints a line for each call, one for several of a kind that follow one another, and the sums.
    func print(_ traits: OutputTraits) {
        FileHandle.standardError.write(Data(text(traits).utf8))
    }

    private func text(_ traits: OutputTraits) -> String {
        var table = Table([
            .init("call"), .init("commands", .trailing), .init("of Slurm"), .init("sent", .trailing),
            .init("received", .trailing), .init("took", .trailing),
        ])
        for group in Self.groups(calls) {
            let asked = group[0].slurm.map(\.rawValue).joined(separator: ", ")
            table.add([
                .init(group[0].purpose.rawValue), .init("\(group.reduce(0) { $0 + $1.commands })"),
                .init(group.count > 1 && !asked.isEmpty ? "\(asked), \(group.count) times" : asked),
                .init(NumberText.bytes(Int64(group.reduce(0) { $0 + $1.sent }))),
                .init(NumberText.bytes(Int64(group.reduce(0) { $0 + $1.received }))),
                .init(Self.milliseconds(group.reduce(.zero) { $0 + $1.duration })),
            ])
        }
        let commands = calls.reduce(0) { $0 + $1.commands }
        let asked = calls.reduce(0) { $0 + $1.slurm.count }
        let total = calls.reduce(Duration.zero) { $0 + $1.duration }
        return table.text(traits)
            + "\(commands) remote commands, \(asked) questions to Slurm, \(Self.milliseconds(total)) in all\n"
    }

    private static func groups(_ calls: [ClusterCall]) -> [[ClusterCall]] {
        calls.reduce(into: []) { groups, call in
            if let last = groups.last?[0], last.purpose == call.purpose, last.slurm == call.slurm {
                groups[groups.count - 1].append(call)
            } else {
                groups.append([call])
            }
        }
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let parts = duration.components
        return "\(parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000) ms"
    }
}
