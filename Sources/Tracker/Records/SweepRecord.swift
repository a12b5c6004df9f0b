public import Foundation

/// A sweep as it is registered: its name and the specification it was made from.
public struct SweepRecord: Hashable, Sendable {
    /// Its name, by which everything else refers to it.
    public let name: String
    /// Where the specification was read from.
    public let specPath: String?
    /// The specification's text as it was submitted.
    public let spec: String
    /// When it was registered first.
    public let createdAt: Date

    /// A sweep to be registered.
    public init(name: String, specPath: String?, spec: String, createdAt: Date) {
        self.name = name
        self.specPath = specPath
        self.spec = spec
        self.createdAt = createdAt
    }
}
