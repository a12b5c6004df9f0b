import Web

/// The dashboard as files: a pure function of what it shows.
///
/// Opened from `file://` or served by anything, it needs nothing but these files.
public struct Site: Sendable {
    /// One file.
    public struct File: Hashable, Sendable {
        package let location: SitePath
        /// Its whole content.
        public let bytes: [UInt8]
        /// Tells the content from any other, after `?v=` and in revisions.
        let hash: String

        /// Where it lies in the site's folder, with `/` between folders.
        public var path: String { location.path }

        package init(_ location: SitePath, _ bytes: [UInt8]) {
            self.location = location
            self.bytes = bytes
            hash = ContentHash(bytes).text
        }
    }

    /// In the order in which they must be written: a page comes after all that it loads, what announces news comes last.
    public let files: [File]

    /// The files that show the content.
    ///
    /// The sweeps' names and the runs' ids must be distinct.
    ///
    /// - Parameters:
    ///   - content: What to show.
    ///   - isServed: Whether the pages may ask whoever serves them for points at full resolution.
    public init(_ content: SiteContent, isServed: Bool = false) {
        var builder = SiteBuilder(lab: content.lab, isServed: isServed)
        let sweeps = content.sweeps.map { SweepDigest($0) }
        let series = SeriesIndex(content.series)
        var spans: [Run.ID: Double] = [:]
        for sweep in sweeps {
            let more = builder.add(sweep, series: series, logTails: content.logTails, records: content.records)
            spans.merge(more) { $1 }
        }
        for reproduction in content.reproductions { builder.add(reproduction) }
        builder.addCluster(
            ClusterPage(sweeps: sweeps, replaced: content.replaced, records: content.records, spans: spans)
        )
        builder.addHome(sweeps, series: series, reproductions: content.reproductions)
        files = builder.finished()
    }
}
