/// How large an expression may be.
///
/// What fits is parsed and evaluated in time proportional to its length.
enum Limits {
    /// Characters in the text.
    static let length = 4096
    /// Names, numbers, words and signs, which bounds how deep a chain of operators makes the tree.
    static let tokens = 1000
    /// Brackets, conditions and signs inside one another.
    static let depth = 64
    /// States of a compiled pattern.
    static let patternStates = 2000
}
