/// A regular expression that is matched in time proportional to text × pattern, whatever the pattern.
///
/// Literals, `.`, `[a-z]`, `[^a-z]`, `\d \w \s` and their capitals, `( )`, `|`, `* + ?`, `^` and `$`. As with `grep`, the
/// pattern may match anywhere in the text. It is compiled to a non-deterministic automaton whose states are all followed
/// at once (Thompson's construction), so there is no backtracking to run away.
struct Pattern: Sendable {
    enum State: Sendable {
        case consume(CharacterSet, next: Int)
        case split(Int, Int)
        case atStart(next: Int)
        case atEnd(next: Int)
        case accept
    }

    /// The characters that one step accepts.
    struct CharacterSet: Sendable {
        var ranges: [ClosedRange<Unicode.Scalar>]
        var isNegated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    private let states: [State]
    private let start: Int

    init(_ text: String) throws(ExpressionError) {
        var parser = PatternParser(text)
        (states, start) = try parser.compile()
    }

    /// Whether the pattern is found somewhere in the text.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var active: [Int] = []
        for position in 0...scalars.count {
            var marks = [Bool](repeating: false, count: states.count)
            var closure: [Int] = []
            for state in active + [start] {
                if follow(state, position, scalars.count, &marks, &closure) { return true }
            }
            guard position < scalars.count else { return false }
            active.removeAll(keepingCapacity: true)
            for index in closure {
                if case .consume(let set, let next) = states[index], set.contains(scalars[position]) {
                    active.append(next)
                }
            }
        }
        return false
    }

    /// Adds every consuming state that is reached from `state` without reading; true when the accepting one is.
    private func follow(_ state: Int, _ position: Int, _ count: Int, _ marks: inout [Bool], _ closure: inout [Int])
        -> Bool
    {
        var pending = [state]
        while let index = pending.popLast() {
            if marks[index] { continue }
            marks[index] = true
            switch states[index] {
            case .accept: return true
            case .consume: closure.append(index)
            case .split(let first, let second): pending += [second, first]
            case .atStart(let next): if position == 0 { pending.append(next) }
            case .atEnd(let next): if position == count { pending.append(next) }
            }
        }
        return false
    }
}
