import Expressions

/// What one job asks a cluster for; nil where the spec leaves it to the cluster.
public struct JobResources: Hashable, Sendable {
    /// How many nodes.
    public var nodes: Int?
    /// How many processes on each node.
    public var tasksPerNode: Int?
    /// How many GPUs on each node.
    public var gpus: Int?
    /// How many CPU cores for each process.
    public var cpus: Int?
    /// Bytes of memory.
    public var memory: Int?
    /// The time limit in seconds.
    public var time: Int?
    /// How many trials share one allocation.
    public var pack: Int?
    /// What to do when the job runs out of memory.
    public var onOutOfMemory: ResourceRequest.MemoryRetry?
    /// What to do when the job runs into its time limit.
    public var onTimeout: ResourceRequest.TimeoutRetry?

    /// A request for nothing in particular.
    public init() {}

    /// GPUs of all nodes; nil when their number on a node is not known.
    public var allGPUs: Int? { gpus.map { $0 * (nodes ?? 1) } }

    /// GPUs × hours of the time limit; nil when either is not known.
    public var gpuHours: Double? {
        guard let allGPUs, let time else { return nil }
        return Double(allGPUs) * Double(time) / 3600
    }
}

extension StageResources {
    /// The amounts for one row; `failed` is told of expressions without a usable value.
    func evaluate(_ row: [Value], failed: (SourceText, String) -> Void) -> JobResources {
        var result = JobResources()
        result.onOutOfMemory = onOutOfMemory
        result.onTimeout = onTimeout
        result.nodes = whole(nodes, row, from: 1, failed)
        result.tasksPerNode = whole(tasksPerNode, row, from: 1, failed)
        result.gpus = whole(gpus, row, from: 0, failed)
        result.cpus = whole(cpus, row, from: 1, failed)
        result.pack = whole(pack, row, from: 1, failed)
        result.memory = quantity(memory, row, "memory with a unit, such as 64G", Quantity.bytes, failed)
        result.time = quantity(time, row, "a time above 0", Quantity.seconds, failed)
        return result
    }

    private func whole(
        _ amount: Amount?,
        _ row: [Value],
        from low: Int,
        _ failed: (SourceText, String) -> Void
    ) -> Int? {
        guard let (value, source) = value(amount, row, failed) else { return nil }
        if case .int(let int) = value, int >= low { return int }
        if let source { failed(source, "gives \(value.quoted), not a whole number of at least \(low)") }
        return nil
    }

    private func quantity(
        _ amount: Amount?,
        _ row: [Value],
        _ what: String,
        _ parse: (String) -> Int?,
        _ failed: (SourceText, String) -> Void
    ) -> Int? {
        guard let (value, source) = value(amount, row, failed) else { return nil }
        if case .string(let text) = value, let number = parse(text) { return number }
        if let number = value.number, number > 0, let whole = Int(exactly: number.rounded(.up)) { return whole }
        if let source { failed(source, "gives \(value.quoted), not \(what)") }
        return nil
    }

    private func value(
        _ amount: Amount?,
        _ row: [Value],
        _ failed: (SourceText, String) -> Void
    ) -> (Value, SourceText?)? {
        switch amount {
        case nil: return nil
        case .value(let value): return (value, nil)
        case .template(let template, let source):
            do {
                return (try template.evaluate(row), source)
            } catch {
                failed(source, error.message)
                return nil
            }
        }
    }
}
