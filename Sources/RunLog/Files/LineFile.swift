import Glibc

/// A file to which whole lines are added, each by one system call.
///
/// Whatever fails in between, a later line never joins an earlier, torn one: it starts on a line of its own, so that
/// a reader loses the torn line and nothing else.
struct LineFile: ~Copyable {
    private let file: OpenFile
    private var isTorn: Bool

    /// Takes over a file opened for appending; a torn last line, left by a process that died, is ended first.
    init(_ file: consuming OpenFile) {
        isTorn = !Self.endsInNewline(file)
        self.file = file
    }

    /// The file's number for the system.
    var descriptor: Int32 { file.descriptor }

    /// Adds bytes that end in a newline.
    mutating func append(_ line: UnsafeRawBufferPointer) throws(FileError) {
        if isTorn { try endTornLine() }
        let (written, error) = file.write(line)
        guard let error else { return }
        isTorn = written > 0
        throw error
    }

    /// Forces what was added to disk.
    func sync() throws(FileError) {
        try file.sync()
    }

    private mutating func endTornLine() throws(FileError) {
        let newline: [UInt8] = [UInt8(ascii: "\n")]
        if let error = newline.withUnsafeBytes({ file.write($0) }).error { throw error }
        isTorn = false
    }

    /// A file that cannot be read back (a pipe, a terminal) has no torn line to care for.
    private static func endsInNewline(_ file: borrowing OpenFile) -> Bool {
        var last: UInt8 = 0
        let size = lseek(file.descriptor, 0, SEEK_END)
        guard size > 0, pread(file.descriptor, &last, 1, size - 1) == 1 else { return true }
        return last == UInt8(ascii: "\n")
    }
}
