/// What a name in an expression stands for.
public enum Symbol: Sendable {
    /// A place in the row of values that is given to each evaluation.
    ///
    /// `types` is what may stand there. `choices`, when not empty, are the only values that ever do: comparing with
    /// another one is then an error instead of something that is silently never true.
    case slot(Int, types: TypeSet, choices: [Value])
    /// A value that is known already; `choices` as for a slot.
    case constant(Value, choices: [Value])
    /// A word that is also the name of a number: compared with a number, ordered or computed with, it stands for that slot,
    /// and for the word everywhere else.
    ///
    /// `created` is a state of a run, and in `created > 2026-11-01` a time.
    case word(Value, number: Int)

    /// A place in the row about which only the types are known.
    public static func slot(_ index: Int, types: TypeSet = .any) -> Symbol {
        .slot(index, types: types, choices: [])
    }

    /// A value that is known already and that may be compared with anything of its type.
    public static func constant(_ value: Value) -> Symbol {
        .constant(value, choices: [])
    }
}
