#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The tensors of a safetensors file that a part of the model is given, each checked when it is asked for.
public struct PartInputs {
    private let file: MappedTensors

    /// Maps a file.
    public init(_ url: URL) throws(FileFailure) { file = try MappedTensors(url) }

    /// Whether the file has a tensor of that name.
    func has(_ name: String) -> Bool { file.header.entries[name] != nil }

    /// A failure of this file.
    func failure(_ reason: String) -> FileFailure { FileFailure(file.url, reason) }

    /// A tensor of floats; nil in `shape` stands for any length.
    func floats(_ name: String, _ shape: [Int?]) throws(FileFailure) -> Tensor {
        let entry = try entry(name, shape)
        guard entry.type.isFloating else { throw failure("\(name) has the type \(entry.type.rawValue), not floats") }
        let tensor = Tensor(entry.shape)
        entry.type.convert(file.bytes(entry), into: tensor.base)
        return tensor
    }

    /// A table of whole numbers by rows.
    func integers(_ name: String, _ shape: [Int?]) throws(FileFailure) -> [[Int32]] {
        let entry = try entry(name, shape)
        let (bytes, columns) = (file.bytes(entry), entry.shape[1])
        var rows: [[Int32]] = []
        for row in 0..<entry.shape[0] {
            var values: [Int32] = []
            for column in 0..<columns {
                guard let value = entry.type.integer(bytes, at: row * columns + column) else {
                    throw failure("\(name)[\(row), \(column)] is no whole number of 32 bits (\(entry.type.rawValue))")
                }
                values.append(value)
            }
            rows.append(values)
        }
        return rows
    }

    private func entry(_ name: String, _ shape: [Int?]) throws(FileFailure) -> SafetensorsHeader.Entry {
        guard let entry = file.header.entries[name] else {
            let others = file.header.entries.keys.sorted().joined(separator: ", ")
            throw failure("has no tensor '\(name)', only \(others.isEmpty ? "none at all" : others)")
        }
        let fits =
            entry.shape.count == shape.count
            && zip(entry.shape, shape).allSatisfy { length, wanted in length > 0 && (wanted ?? length) == length }
        guard fits else {
            let wanted = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw failure("\(name) has shape \(entry.shape), the configuration needs [\(wanted)]")
        }
        return entry
    }
}
