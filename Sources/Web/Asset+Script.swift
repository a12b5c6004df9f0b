extension Asset {
    /// What each page loads: elements, state in the address, numbers, news.
    public static var script: String { joined([coreJs, runsJs, scalesJs, liveJs]) }
    /// Charts of points, for pages of sweeps and runs.
    public static var chartsScript: String {
        joined([seriesJs, groupsJs, paperJs, drawJs, chartJs, pointerJs, panelJs])
    }
    /// The table of a sweep's runs.
    public static var tableScript: String { joined([rowsJs, tablerowJs, tableJs]) }
    /// Plots of a whole sweep, loaded when they come into view.
    public static var exploreScript: String { joined([exploreJs, parallelJs, scatterJs]) }
    /// What opens when it is asked for, on any page: help, the choice of columns, pins, typed ranges.
    public static var toolsScript: String { joined([helpJs, columnsJs, pinsJs, rangesJs]) }
    /// Starts the page: comes last.
    public static var startScript: String { joined([mainJs]) }

    private static func joined(_ assets: [Asset]) -> String {
        assets.map(\.text).joined(separator: "\n")
    }
}
