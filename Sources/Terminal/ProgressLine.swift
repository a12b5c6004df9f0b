import Glibc

/// The last line of a terminal, redrawn in place; elsewhere nothing but the lines that are worth keeping.
///
/// It writes to standard error, so that standard output holds results only.
public struct ProgressLine {
    private let isTerminal: Bool
    private var shown = ""

    /// - Parameter quiet: draws no bar even on a terminal.
    public init(quiet: Bool = false) {
        isTerminal = !quiet && isatty(STDERR_FILENO) == 1
    }

    /// Draws the bar over the one before it; off a terminal it does nothing.
    public mutating func draw(_ bar: ProgressBar) {
        guard isTerminal else { return }
        let line = bar.line(width: TerminalSize.columns(of: STDERR_FILENO) - 1)
        guard line != shown else { return }
        write("\r\u{1B}[2K" + line)
        shown = line
    }

    /// Prints a line that stays, above the bar.
    public mutating func say(_ text: String) {
        write((shown.isEmpty ? "" : "\r\u{1B}[2K") + text + "\n" + shown)
    }

    /// Takes the bar away.
    public mutating func clear() {
        guard !shown.isEmpty else { return }
        write("\r\u{1B}[2K")
        shown = ""
    }

    private func write(_ text: String) {
        // A closed standard error loses what is shown there, and only that.
        _ =
            text.utf8.withContiguousStorageIfAvailable { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            ?? Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
