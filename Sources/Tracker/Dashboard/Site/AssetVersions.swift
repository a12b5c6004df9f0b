/// The content of each loaded file as a short text, so that a browser never mixes an old file with a new page.
package struct AssetVersions: Sendable {
    private var versions: [SitePath: String] = [:]

    package init(_ files: [Site.File]) {
        for file in files { add(file) }
    }

    package mutating func add(_ file: Site.File) {
        versions[file.location] = ContentHash(file.bytes).text
    }

    /// What stands after `?v=`.
    package func version(of path: SitePath) -> String {
        versions[path] ?? "0"
    }
}
