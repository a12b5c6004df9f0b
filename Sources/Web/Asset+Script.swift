extension Asset {
    /// The dashboard's script: the files of `web/` in the order in which they build on each other.
    public static var script: String {
        [coreJs, scalesJs, seriesJs, chartJs, pointerJs, exportJs, tableJs, panelJs, mainJs].map(\.text)
            .joined(separator: "\n")
    }
}
