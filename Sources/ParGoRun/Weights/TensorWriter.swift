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

/// A safetensors file of one tensor, written piece by piece as its rows are made.
final class TensorWriter {
    private let url: URL
    private let descriptor: Int32
    private var missing: Int

    /// Opens the file and writes its header.
    init(_ url: URL, name: String, shape: [Int]) throws(FileFailure) {
        self.url = url
        missing = shape.reduce(1, *)
        descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileFailure(url, "cannot be written: \(DiskFile.systemError())") }
        let header = Safetensors.header([(name, shape)], metadata: [:])
        guard header.withUnsafeBytes({ DiskFile.writeAll(descriptor, $0) }) else {
            throw FileFailure(url, "cannot be written: \(DiskFile.systemError())")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Writes the next elements.
    func append(_ rows: Tensor) throws(FileFailure) {
        precondition(rows.count <= missing, "TensorWriter: \(rows.count) elements where \(missing) are missing")
        missing -= rows.count
        guard DiskFile.writeAll(descriptor, UnsafeRawBufferPointer(start: rows.base, count: rows.count * 4)) else {
            throw FileFailure(url, "cannot be written: \(DiskFile.systemError())")
        }
    }

    /// Makes sure that the file is whole.
    func finish() throws(FileFailure) {
        precondition(missing == 0, "TensorWriter: \(missing) elements are missing")
        guard fsync(descriptor) == 0 else { throw FileFailure(url, "cannot be written: \(DiskFile.systemError())") }
    }
}
