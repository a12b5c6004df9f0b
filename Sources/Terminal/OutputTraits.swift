import Glibc

/// What the place that output goes to can show.
public struct OutputTraits: Hashable, Sendable {
    /// Columns of the terminal; nil for a file or a pipe, where nothing is cut.
    public let width: Int?
    /// Whether styles are shown.
    public let isStyled: Bool

    /// Output of a known kind.
    public init(width: Int?, isStyled: Bool) {
        self.width = width
        self.isStyled = isStyled
    }

    /// What stands behind an open file: styles and a width only for a terminal.
    ///
    /// `NO_COLOR` (any value but the empty one) and `TERM=dumb` turn styles off; `COLUMNS` overrides the width.
    ///
    /// - Parameters:
    ///   - descriptor: The file's number: 1 is standard output.
    ///   - environment: The process's environment.
    public init(descriptor: Int32, environment: [String: String]) {
        guard isatty(descriptor) == 1 else {
            self.init(width: nil, isStyled: false)
            return
        }
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let told = environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        self.init(width: told ?? (isKnown ? Int(size.ws_col) : 80), isStyled: !isPlain)
    }
}
