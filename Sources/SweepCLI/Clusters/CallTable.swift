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

    /// Prints a line for each call, and the sums.
    func print(_ traits: OutputTraits) {
        FileHandle.standardError.write(Data(text(traits).utf8))
    }

    private func text(_ traits: OutputTraits) -> String {
        var table = Table([
            .init("call"), .init("commands", .trailing), .init("of Slurm"), .init("sent", .trailing),
            .init("received", .trailing), .init("took", .trailing),
        ])
        for call in calls {
            table.add([
                .init(call.purpose.rawValue), .init("\(call.commands)"),
                .init(call.slurm.map(\.rawValue).joined(separator: ", ")), .init(NumberText.bytes(Int64(call.sent))),
                .init(NumberText.bytes(Int64(call.received))), .init(Self.milliseconds(call.duration)),
            ])
        }
        let commands = calls.reduce(0) { $0 + $1.commands }
        let asked = calls.reduce(0) { $0 + $1.slurm.count }
        let total = calls.reduce(Duration.zero) { $0 + $1.duration }
        return table.text(traits)
            + "\(commands) remote commands, \(asked) questions to Slurm, \(Self.milliseconds(total)) in all\n"
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let parts = duration.components
        return "\(parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000) ms"
    }
}
