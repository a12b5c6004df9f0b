public import Expressions

/// One row of a sweep: a full assignment of the keys, seed included.
public struct Trial: Sendable {
    /// Its place among the sweep's trials, from 1.
    public let number: Int
    /// The same for trials that differ only in their seed, from 0; gaps are rows that a rule removed.
    public let point: Int

    let values: [Value]
    let context: TrialContext

    /// The seed; nil when the spec says nothing about one.
    public var seed: Int? {
        guard let slot = context.layout.seedSlot, case .int(let seed) = values[slot] else { return nil }
        return seed
    }

    /// The keys that vary in this sweep with their values, in the spec's order.
    ///
    /// A key that this trial leaves to the trainer is null.
    public var assignments: [Assignment] {
        context.layout.varying.map { Assignment(path: context.layout.slots[$0].name, value: values[$0]) }
    }

    /// Everything that the spec sets, with this trial's values.
    ///
    /// Keys that it does not mention are absent.
    public var configuration: Configuration {
        context.configuration(values)
    }

    /// The identity of the trial: configuration, code and commands, without its stages' inputs.
    public var key: TrialKey {
        TrialKey(code: context.code, commands: context.commands, configuration: context.canonical(values), upstream: [])
    }
}

/// A key and its value.
public struct Assignment: Hashable, Sendable {
    /// The key's dotted path.
    public let path: String
    /// Its value.
    public let value: Value

    /// A key and its value.
    public init(path: String, value: Value) {
        self.path = path
        self.value = value
    }
}
