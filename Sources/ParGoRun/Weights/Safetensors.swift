#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The safetensors format (Hugging Face): 8 bytes of header length, a JSON header, then the tensors' bytes.
///
/// Written are 32-bit floats (`F32`), or halves where asked; read are `F16`, `BF16`, `F32` and `F64`, as single precision.
public enum Safetensors {
    /// A file that is not what its header says; nothing of it was used.
    public struct Malformed: Error, CustomStringConvertible, Equatable {
        /// What is wrong, as a sentence.
        public let reason: String

        /// The reason.
        public var description: String { "not a safetensors file: \(reason)" }
    }

    /// The longest header that is read, the reference implementation's own limit.
    public static let longestHeader = 100_000_000

    /// The bytes of a file of these tensors, in this order.
    public static func encode(_ tensors: [(name: String, tensor: Tensor)]) throws -> [UInt8] {
        var bytes = header(tensors.map { ($0.name, $0.tensor.shape) }, metadata: [:])
        for (_, tensor) in tensors { bytes.append(contentsOf: memory(tensor)) }
        return bytes
    }

    /// Writes a file piece by piece from the tensors' own memory, on disk for good before it gets its name.
    ///
    /// Free text goes into the header's `__metadata__`.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)],
        type: WeightType = .float32,
        metadata: [String: String] = [:],
        to url: URL
    ) throws(FileFailure) {
        let header = header(tensors.map { ($0.name, $0.tensor.shape) }, type: type, metadata: metadata)
        try DiskFile.replaceForGood(url) { write in
            header.withUnsafeBytes(write) && tensors.allSatisfy { type.withBytes(of: $0.tensor, write) }
        }
    }

    /// The free text of a file's header.
    static func metadata(_ bytes: [UInt8]) throws(Malformed) -> [String: String] {
        do {
            return try bytes.withUnsafeBytes { try SafetensorsHeader($0).metadata }
        } catch let error as Malformed {
            throw error
        } catch {
            throw Malformed(reason: "\(error)")
        }
    }

    /// The tensors of a file's bytes by name.
    ///
    /// Each offset is checked before a byte of data is read.
    public static func decode(_ bytes: [UInt8]) throws(Malformed) -> [String: Tensor] {
        do {
            return try bytes.withUnsafeBytes { bytes in
                var result: [String: Tensor] = [:]
                for (name, entry) in try SafetensorsHeader(bytes).entries {
                    guard entry.type.isFloating else {
                        throw Malformed(reason: "\(name) has type \(entry.type.rawValue), not floats")
                    }
                    let tensor = Tensor(entry.shape)
                    entry.type.convert(UnsafeRawBufferPointer(rebasing: bytes[entry.range]), into: tensor.base)
                    result[name] = tensor
                }
                return result
            }
        } catch let error as Malformed {
            throw error
        } catch {
            throw Malformed(reason: "\(error)")
        }
    }

    private static func memory(_ tensor: Tensor) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: tensor.base, count: tensor.count * 4)
    }

    /// A header of these tensors, one after another.
    static func header(
        _ tensors: [(name: String, shape: [Int])],
        type: WeightType = .float32,
        metadata: [String: String]
    ) -> [UInt8] {
        let texts = metadata.sorted { $0.key < $1.key }
            .map { "\(JSONNode.quoted($0.key)):\(JSONNode.quoted($0.value))" }
        var (parts, offset) = (metadata.isEmpty ? [] : ["\"__metadata__\":{\(texts.joined(separator: ","))}"], 0)
        for (name, shape) in tensors {
            let size = shape.reduce(type.size, *)
            let place = "\"shape\":\(shape),\"data_offsets\":[\(offset),\(offset + size)]"
            parts.append("\(JSONNode.quoted(name)):{\"dtype\":\"\(type.rawValue.uppercased())\",\(place)}")
            offset += size
        }
        var text = Array("{\(parts.joined(separator: ","))}".utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }
}
