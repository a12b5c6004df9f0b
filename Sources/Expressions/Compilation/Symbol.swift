/// What a name in an expression stands for.
public enum Symbol: Sendable {
    /// A place in the row of values that is given to each evaluation.
    ///
    /// `types` is what may stand there. `choices`, when not empty, are the only values that ever do: comparing with
    /// another one is then an error instead of something that is silently never true.
    case slot(Int, types: TypeSet, choices: [Value])
    /// A value that is known already; `choices` as for a slot.
    case constant(Value, choices: [Value])

    /// A place in the row about which only the types are known.
    public static func slot(_ index: Int, types: TypeSet = .any) -> Symbol {
        .slot(index, types: types, choices: [])
    }

    /// A value that is known already and that may be compared with anything of its type.
    public static func constant(_ value: Value) -> Symbol {
        .constant(value, choices: [])
    }
}
