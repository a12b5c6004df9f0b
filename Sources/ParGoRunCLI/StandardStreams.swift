import Glibc

/// Standard output, unbuffered: a line is in the log as soon as it is said.
enum StandardOutput {
    static func write(_ text: String) { writeAll(STDOUT_FILENO, text) }
}

/// Standard error, and whether somebody watches it.
enum StandardError {
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static func write(_ text: String) { writeAll(STDERR_FILENO, text) }
}

/// Writes all of a text, in as many pieces as the system takes.
func writeAll(_ descriptor: Int32, _ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        // A closed pipe or a full disk behind standard output must not end the training.
        if count <= 0 { return }
        bytes = bytes.dropFirst(count)
    }
}
