/// What an import brought into the lab's run directories.
public struct ImportReport: Hashable, Sendable {
    /// Run directories that were made, relative to the lab.
    public internal(set) var added: [String] = []
    /// Run directories whose source has changed since they were made.
    public internal(set) var changed: [String] = []
    /// Run directories that held everything already.
    public internal(set) var unchanged: [String] = []
    /// Points in all of them.
    public internal(set) var points = 0
    /// What could not be read, a sentence each; everything else was.
    public internal(set) var problems: [String] = []

    /// An import that brought nothing.
    public init() {}
}
