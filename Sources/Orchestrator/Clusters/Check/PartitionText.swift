import Slurm

/// A partition in a few words: what its nodes have, how many are free, how long a job may take.
struct PartitionText: CustomStringConvertible {
    let description: String

    init(_ name: String, _ entries: [PartitionEntry]) {
        let own = entries.filter { $0.name == name }
        let count = own.reduce(0) { $0 + $1.nodeCount }
        let free = own.filter { ["idle", "mix"].contains($0.nodeState.prefix { $0.isLetter }) }
            .reduce(0) { $0 + $1.nodeCount }
        var seen: Set<String> = []
        let gres = own.compactMap(\.gres).filter { seen.insert($0).inserted }
        let has = own.map { [$0.cores.map { "\($0) cores" }, $0.memory?.description].compactMap(\.self) }.first ?? []
        let parts =
            ["\(count) nodes, \(free) with room"] + has + gres
            + ["jobs of up to \((own.compactMap(\.limit).max() ?? .unlimited))"]
            + (own.contains(where: \.isUp) ? [] : ["takes no jobs"])
        description =
            "\(name)\(own.contains(where: \.isDefault) ? " (the default)" : ""): " + parts.joined(separator: ", ")
    }
}
