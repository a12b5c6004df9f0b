#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Images, each once, in the order they were first named, with the record that named each first.
public struct ImageList {
    /// The images.
    public private(set) var sources: [ImageSource] = []
    private var records: [String] = []
    private var places: [String: Int] = [:]

    /// No images.
    public init() {}

    /// How many there are.
    public var count: Int { sources.count }

    /// The place of an image, which is added when it is new; `record` is what errors say names it, a file with line or entry.
    public mutating func place(of source: ImageSource, namedBy record: String) -> Int {
        if let place = places[source.name] { return place }
        places[source.name] = sources.count
        sources.append(source)
        records.append(record)
        return sources.count - 1
    }

    /// An image's bytes.
    func bytes(_ index: Int) throws(TrainingFailure) -> [UInt8] {
        do { return try sources[index].read() } catch { throw failure(index, error.reason) }
    }

    /// An image's picture.
    func picture(_ index: Int) throws(TrainingFailure) -> PixelImage {
        let bytes = try bytes(index)
        do { return try PixelImage(decoding: bytes) } catch { throw failure(index, "\(error)") }
    }

    private func failure(_ index: Int, _ reason: String) -> TrainingFailure {
        switch sources[index] {
        case .file(let url): .data(file: records[index], reason: "image \(url.path) \(reason)")
        case .bytes: .data(file: records[index], reason: "the image \(reason)")
        }
    }
}
