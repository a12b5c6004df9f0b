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

        /// Where it lies in the site's folder, with `/` between folders.
        public var path: String { location.path }

        package init(_ location: SitePath, _ bytes: [UInt8]) {
            self.location = location
            self.bytes = bytes
        }
    }

    /// In the order in which they must be written: a page comes after all that it loads, what announces news comes last.
    public let files: [File]

    /// The files that show the content.
    ///
    /// The sweeps' names and the runs' ids must be distinct.
    public init(_ content: SiteContent) {
        var builder = SiteBuilder(lab: content.lab)
        let sweeps = content.sweeps.map { SweepDigest($0) }
        let series = SeriesIndex(content.series)
        for sweep in sweeps {
            builder.add(sweep, series: series, logTails: content.logTails)
        }
        for reproduction in content.reproductions { builder.add(reproduction) }
        builder.addHome(sweeps, series: series, reproductions: content.reproductions)
        files = builder.finished()
    }
}
