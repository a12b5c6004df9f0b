#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that lines are appended to, each with one `write(2)`, so that a reader sees whole lines but for a torn last one.
struct LineFile {
    private let descriptor: Int32
    private let url: URL

    init(_ url: URL) throws {
        self.url = url
        descriptor = open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw RunReport.Failure(url, String(cString: strerror(errno))) }
    }

    func append(_ line: String) throws {
        let text = line + "\n"
        let written = text.utf8.withContiguousStorageIfAvailable { write(descriptor, $0.baseAddress, $0.count) }
        guard written == text.utf8.count else { throw RunReport.Failure(url, String(cString: strerror(errno))) }
    }
}

/// Creates a file that must not exist yet; false when it does.
func createExclusively(_ url: URL, _ text: String) throws -> Bool {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0, errno == EEXIST { return false }
    guard descriptor >= 0 else { throw RunReport.Failure(url, String(cString: strerror(errno))) }
    writeAll(descriptor, text)
    close(descriptor)
    return true
}
