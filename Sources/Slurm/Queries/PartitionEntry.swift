/// One line of `sinfo`: the nodes of a partition that are in one state.
public struct PartitionEntry: Hashable, Sendable {
    /// The partition's name.
    public let name: String
    /// Whether jobs go there that name none.
    public let isDefault: Bool
    /// Whether it takes jobs.
    public let isUp: Bool
    /// The longest job it takes; nil when Slurm names none.
    public let limit: SlurmDuration?
    /// How many nodes are in this state.
    public let nodeCount: Int
    /// Their state in Slurm's compact word, such as `idle`, `mix`, `drain`, `down*`.
    public let nodeState: String
    /// The nodes, such as `a100-[01-04]`.
    public let nodes: String
    /// Generic resources of a node, such as `gpu:a100:8`; nil for none.
    public let gres: String?
    /// Processor cores of a node; the least, where they differ.
    public let cores: Int?
    /// Memory of a node in MB; the least, where they differ.
    public let memory: MemorySize?

    private static let columns: [(name: String, format: String)] = [
        ("PARTITION", "%P"), ("AVAIL", "%a"), ("TIMELIMIT", "%l"), ("NODES", "%D"), ("STATE", "%t"),
        ("NODELIST", "%N"), ("GRES", "%G"), ("CPUS", "%c"), ("MEMORY", "%m"),
    ]

    /// The value of `sinfo -o` that `listing` reads.
    public static let format = columns.map(\.format).joined(separator: String(FieldTable.separator))

    /// Reads what `sinfo -h -o FORMAT` printed.
    public static func listing(_ text: String) -> Listing<PartitionEntry> {
        Listing(FieldTable(text, columns: columns.map(\.name)), PartitionEntry.init)
    }

    /// Reads what `sinfo -o` printed with a heading (`PARTITION`, `AVAIL`, `TIMELIMIT`, …) and a separator.
    public static func listing(_ text: String, separator: Character) -> Listing<PartitionEntry> {
        Listing(FieldTable(text, separator: separator), PartitionEntry.init)
    }

    private init?(_ row: FieldTable.Row) {
        guard let name = row["PARTITION"], let nodes = row["NODES"].flatMap({ strictNumber($0) }),
            let state = row["STATE"]
        else { return nil }
        isDefault = name.hasSuffix("*")
        self.name = String(isDefault ? name.dropLast() : name)
        isUp = row["AVAIL"] == "up"
        limit = row["TIMELIMIT"].flatMap { SlurmDuration($0) }
        nodeCount = nodes
        nodeState = String(state)
        self.nodes = row["NODELIST"].map(String.init) ?? ""
        gres = row["GRES"].flatMap { $0 == "(null)" ? nil : String($0) }
        // `64+` says that some nodes have more.
        cores = row["CPUS"].flatMap { strictNumber($0.prefix { $0 != "+" }) }
        memory = row["MEMORY"].flatMap { MemorySize($0.prefix { $0 != "+" }) }
    }
}
