import Foundation
import Orchestrator
import RunLog
import Slurm
import Sweep
import Terminal

/// A row for each cluster that is described.
struct ClusterRows {
    private static let names = ["cluster", "kind", "host", "transport", "root", "asks for", "described in"]
    private let clusters: [ClusterProfile]

    init(_ clusters: [ClusterProfile]) {
        self.clusters = clusters
    }

    /// The rows in that form, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .table:
            var table = Table([
                .init("cluster"), .init("kind"), .init("host"), .init("transport"), .init("root", mayShrink: true),
                .init("asks for", mayShrink: true), .init("described in", mayShrink: true),
            ])
            for cluster in clusters { table.add(fields(cluster).map { Table.Cell($0) }) }
            return table.text(traits)
        case .json: return JSONValue.array(clusters.map(json)).indentedText + "\n"
        case .csv: return CSV.line(Self.names) + clusters.map { CSV.line(fields($0)) }.joined()
        }
    }

    private func fields(_ cluster: ClusterProfile) -> [String] {
        let place = "\(cluster.name.location.file):\(cluster.name.location.line)"
        switch cluster.site {
        case .local(let site):
            let slots = site.slots.map { "\($0.value) at a time" } ?? "one a core"
            return [cluster.name.value, cluster.kind, "this machine", "", "", slots, place]
        case .slurm(let site):
            return [
                cluster.name.value, cluster.kind, site.host?.value ?? "this machine", site.transport.value.rawValue,
                site.root.value, asked(site).joined(separator: " "), place,
            ]
        }
    }

    /// The flags of `sbatch` that the profile sets.
    private func asked(_ site: SlurmSite) -> [String] {
        BatchOptions(site.defaults).flags.filter { $0.name != "open-mode" }.map(\.argument)
    }

    private func json(_ cluster: ClusterProfile) -> JSONValue {
        var members = [
            JSONValue.Member("cluster", .string(cluster.name.value)), JSONValue.Member("kind", .string(cluster.kind)),
        ]
        switch cluster.site {
        case .local(let site):
            members.append(JSONValue.Member("slots", site.slots.map { .int(Int64($0.value)) } ?? .null))
        case .slurm(let site):
            members += [
                JSONValue.Member("host", site.host.map { .string($0.value) } ?? .null),
                JSONValue.Member("transport", .string(site.transport.value.rawValue)),
                JSONValue.Member("root", .string(site.root.value)),
                JSONValue.Member("sbatch", .array(asked(site).map { .string($0) })),
                JSONValue.Member("poll_seconds", .int(Int64(site.limits.secondsBetweenPolls))),
            ]
        }
        let place = cluster.name.location
        members += [JSONValue.Member("file", .string(place.file)), JSONValue.Member("line", .int(Int64(place.line)))]
        return .object(members)
    }
}
