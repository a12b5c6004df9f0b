#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The tensors of one or more weight files: single ones, and checkpoints cut into shards by an index.
public struct WeightSource {
    /// A tensor and the file that has it.
    struct Place {
        let file: MappedTensors
        let entry: SafetensorsHeader.Entry

        var bytes: UnsafeRawBufferPointer { file.bytes(entry) }
    }

    /// Each tensor under the name that its file gives it.
    private(set) var tensors: [String: Place] = [:]
    /// The paths as they were given, for messages.
    let name: String

    /// What is looked for in a folder, in this order.
    private static let usual = [
        "model.safetensors.index.json", "model.safetensors", "adapter_model.safetensors", "trained.safetensors",
        "checkpoints/trained.safetensors",
    ]

    /// Maps the files: each path a safetensors file, an index of shards, or a folder with one of the usual names in it.
    ///
    /// Throws `FileFailure` for a file that is not what it says, a name that two files have, or a shard that lacks a tensor
    /// of its index.
    public init(_ paths: [URL]) throws(FileFailure) {
        name = paths.map(\.path).joined(separator: ", ")
        for path in paths {
            let file = try Self.file(path)
            if file.path.hasSuffix(".json") {
                try addShards(file)
            } else {
                try add(MappedTensors(file))
            }
        }
    }

    private static func file(_ path: URL) throws(FileFailure) -> URL {
        guard DiskFile.isFolder(path) else { return path }
        for name in usual where DiskFile.exists(path.appending(path: name)) { return path.appending(path: name) }
        throw FileFailure(path, "has no weights: none of \(usual.joined(separator: ", "))")
    }

    private mutating func add(_ file: MappedTensors) throws(FileFailure) {
        for (name, entry) in file.header.entries {
            if let other = tensors[name] {
                throw FileFailure(file.url, "has \(name), and so has \(other.file.url.path); give one of them")
            }
            tensors[name] = Place(file: file, entry: entry)
        }
    }

    private mutating func addShards(_ index: URL) throws(FileFailure) {
        let map = try Self.readIndex(index)
        for shard in Set(map.values).sorted() {
            guard !shard.contains("/"), shard != "..", !shard.isEmpty else {
                throw FileFailure(index, "names the shard '\(shard)', which leads out of its folder")
            }
            let file = try MappedTensors(index.deletingLastPathComponent().appending(path: shard))
            for (name, own) in map.sorted(by: { $0.key < $1.key })
            where own == shard && file.header.entries[name] == nil {
                throw FileFailure(file.url, "lacks \(name), which \(index.lastPathComponent) says it has")
            }
            try add(file)
        }
    }

    private static func readIndex(_ index: URL) throws(FileFailure) -> [String: String] {
        struct Index: Decodable {
            let map: [String: String]

            enum CodingKeys: String, CodingKey {
                case map = "weight_map"
            }
        }
        let bytes = try DiskFile.read(index)
        do {
            return try JSONDecoder().decode(Index.self, from: Data(bytes)).map
        } catch {
            throw FileFailure(index, "is no index of shards: no object 'weight_map' of names and files")
        }
    }
}
