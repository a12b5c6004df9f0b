#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Where an image's bytes are.
public enum ImageSource: Hashable, Sendable {
    /// In a file.
    case file(URL)
    /// Inside another file, as MMBench has them; `name` is what messages call the image.
    case bytes([UInt8], name: String)

    /// What messages call the image.
    public var name: String {
        switch self {
        case .file(let url): url.path
        case .bytes(_, let name): name
        }
    }

    /// The image's bytes.
    func read() throws(FileFailure) -> [UInt8] {
        switch self {
        case .file(let url): try DiskFile.read(url)
        case .bytes(let bytes, _): bytes
        }
    }
}
