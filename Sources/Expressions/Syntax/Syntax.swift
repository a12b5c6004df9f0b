/// An expression as it was written: names are not resolved, types not checked.
struct Syntax {
    indirect enum Kind {
        case literal(Value)
        case name(String)
        case list([Syntax])
        case negate(Syntax)
        case not(Syntax)
        case binary(Operator, Syntax, Syntax)
        case and(Syntax, Syntax)
        case or(Syntax, Syntax)
        case matches(Syntax, pattern: Syntax)
        case conditional(condition: Syntax, then: Syntax, otherwise: Syntax)
        case call(name: String, nameRange: Range<Int>, arguments: [Syntax])
    }

    let kind: Kind
    let range: Range<Int>
}
