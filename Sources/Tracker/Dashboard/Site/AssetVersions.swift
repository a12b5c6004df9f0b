/// The content of each loaded file as a short text, so that a browser never mixes an old file with a new page.
package struct AssetVersions: Sendable {
    private var versions: [SitePath: String] = [:]

    package init(_ files: [Site.File]) {
        for file in files { versions[file.location] = file.hash }
    }

    /// What stands after `?v=`.
    package func version(of path: SitePath) -> String {
        versions[path] ?? "0"
    }
}
