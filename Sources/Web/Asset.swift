/// A file of `web/`, carried inside the binary.
public struct Asset: Sendable {
    /// Its file name, such as `dashboard.css`.
    public let name: String
    /// Its whole text.
    public let text: String
}
