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

/// A safetensors file in the address space: of a checkpoint of many gigabytes only what is asked for is read.
///
/// The file must not be made shorter while this lives; replacing it by another one is harmless.
final class MappedTensors {
    let url: URL
    let header: SafetensorsHeader
    private let bytes: UnsafeRawBufferPointer

    /// Maps a file and checks its header.
    init(_ url: URL) throws(FileFailure) {
        let bytes = try Self.map(url)
        do {
            header = try SafetensorsHeader(bytes)
        } catch {
            let hint = Self.isPickle(bytes) ? Self.pickleHint : ""
            Self.unmap(bytes)
            throw FileFailure(url, "\(error)\(hint)")
        }
        (self.url, self.bytes) = (url, bytes)
    }

    deinit { Self.unmap(bytes) }

    /// The bytes of a tensor.
    func bytes(_ entry: SafetensorsHeader.Entry) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[entry.range])
    }

    private static func map(_ url: URL) throws(FileFailure) -> UnsafeRawBufferPointer {
        let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(url, "cannot be read: \(DiskFile.systemError())") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileFailure(url, "cannot be read: \(DiskFile.systemError())")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFailure(url, "is no file of weights") }
        let size = Int(status.st_size)
        guard size > 0 else { throw FileFailure(url, "is empty, not a safetensors file") }
        guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw FileFailure(url, "cannot be mapped: \(DiskFile.systemError())")
        }
        return UnsafeRawBufferPointer(start: base, count: size)
    }

    private static func unmap(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }

    /// PyTorch's own files are zip archives or pickles.
    private static func isPickle(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 4 && (bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x80, 2]))
    }

    private static let pickleHint =
        ". It is PyTorch's own format, which can run code when it is read; convert it: "
        + "python -c \"import torch, sys; from safetensors.torch import save_file; "
        + "save_file(torch.load(sys.argv[1], weights_only=True), sys.argv[2])\" OLD NEW.safetensors"
}
