import Expressions

/// A stage's resource request with its expressions compiled.
struct StageResources: Sendable {
    enum Amount: Sendable {
        case value(Value)
        case template(Template, SourceText)
    }

    var nodes: Amount?
    var tasksPerNode: Amount?
    var gpus: Amount?
    var cpus: Amount?
    var memory: Amount?
    var time: Amount?
    var pack: Amount?
    var onOutOfMemory: ResourceRequest.MemoryRetry?
    var onTimeout: ResourceRequest.TimeoutRetry?
}
