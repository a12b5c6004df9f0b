/// An expression, parsed and checked once, evaluated for many rows.
///
/// ```swift
/// let columns = ["depth", "kind"]
/// let rule = try Expression("depth >= 4 and kind != 'linear'", known: columns) { name in
///     columns.firstIndex(of: name).map { .slot($0) }
/// }
/// try rule.isTrue([.int(6), .string("pargo")])  // true
/// ```
///
/// Evaluation runs no code but this room's, takes time proportional to the expression's length and the sizes of the
/// values, and ends in a value or an `ExpressionError`.
public struct Expression: Sendable {
    /// A name that the expression reads.
    public struct NameUse: Hashable, Sendable {
        /// The name as it was written.
        public let name: String
        /// The place in a row where its value is found.
        public let slot: Int
        /// Where the expression's text says it.
        public let range: Range<Int>
    }

    /// What was parsed.
    public let text: String
    /// Every use of a name that stands for a slot.
    public let names: [NameUse]
    /// The functions that are called somewhere in it.
    public let functions: Set<Function>
    /// What the value may turn out to be.
    public let types: TypeSet

    private let code: Code

    /// Parses and checks a text.
    ///
    /// - Parameters:
    ///   - text: The expression, at most 4096 characters.
    ///   - names: How names are told from divisions.
    ///   - known: Names to suggest when one is unknown.
    ///   - resolve: Says what a name stands for; nil makes the name an error. Called once for each use.
    /// - Throws: The first thing wrong, with the characters that say so.
    public init(
        _ text: String,
        names: NameStyle = .dotted,
        known: [String] = [],
        resolve: (String) -> Symbol?
    ) throws(ExpressionError) {
        let syntax = try Parser.parse(text, names: names)
        let result = withoutActuallyEscaping(resolve) { resolve -> Result<Checked, ExpressionError> in
            var compiler = Compiler(text: text, known: known, resolve: resolve)
            do throws(ExpressionError) {
                let checked = try compiler.check(syntax)
                return .success((checked.code, checked.types, compiler.names, compiler.functions))
            } catch {
                return .failure(error)
            }
        }
        self.text = text
        (code, types, self.names, functions) = try result.get()
    }

    private typealias Checked = (code: Code, types: TypeSet, names: [NameUse], functions: Set<Function>)

    /// The value for one row; `row` must hold every slot that `resolve` gave out.
    public func evaluate(_ row: [Value]) throws(ExpressionError) -> Value {
        try code.evaluate(row)
    }

    /// Whether the value for one row is true.
    ///
    /// Null counts as false.
    public func isTrue(_ row: [Value]) throws(ExpressionError) -> Bool {
        try code.isTrue(row)
    }
}
