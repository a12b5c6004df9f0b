/// A file of `web/`, carried inside the binary.
public struct Asset: Sendable {
    /// Its file name, such as `dashboard.css`.
    public let name: String
    /// Its whole text.
    public let text: String

    /// The asset of that file name; nil when `web/` held no such file at build time.
    public static func named(_ name: String) -> Asset? {
        embedded[name]
    }
}
