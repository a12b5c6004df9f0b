import Glibc

/// How wide a terminal is.
public enum TerminalSize {
    /// The columns of the terminal behind a file descriptor; 80 when it is none or does not say.
    public static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
