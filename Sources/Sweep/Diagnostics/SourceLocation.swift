/// A place in a spec: file, line and column, both from 1, columns counted in Unicode scalars.
///
/// An override from the command line has the file `--set`, and its ordinal as the line.
public struct SourceLocation: Hashable, Sendable {
    /// The path as it was given or included.
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1.
    public let column: Int

    /// A place in a file.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// A place further right on the same line.
    func advanced(by columns: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column + columns)
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, as editors and terminals recognise it.
    public var description: String { "\(file):\(line):\(column)" }
}
