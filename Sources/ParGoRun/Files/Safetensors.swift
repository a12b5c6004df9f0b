#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The safetensors format (Hugging Face): 8 bytes of header length, a JSON header, then the tensors' bytes.
///
/// Only 32-bit floats (`F32`) are written and read here.
public enum Safetensors {
    /// A file that is not what its header says; nothing of it was used.
    public struct Malformed: Error, CustomStringConvertible, Equatable {
        /// What is wrong, as a sentence.
        public let reason: String

        /// The reason.
        public var description: String { "not a safetensors file: \(reason)" }
    }

    struct Entry: Codable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case offsets = "data_offsets"
        }
    }

    /// The longest header that is read, the reference implementation's own limit.
    public static let longestHeader = 100_000_000

    /// The bytes of a file of these tensors, in this order.
    public static func encode(_ tensors: [(name: String, tensor: Tensor)]) throws -> [UInt8] {
        var bytes = header(tensors, metadata: [:])
        for (_, tensor) in tensors { bytes.append(contentsOf: memory(tensor)) }
        return bytes
    }

    /// Writes a file piece by piece from the tensors' own memory, on disk for good before it gets its name.
    ///
    /// Free text goes into the header's `__metadata__`.
    static func write(
        _ tensors: [(name: String, tensor: Tensor)],
        metadata: [String: String],
        to url: URL
    ) throws(FileFailure) {
        let header = header(tensors, metadata: metadata)
        try DiskFile.replaceForGood(url, header: header, then: tensors.map { memory($0.tensor) })
    }

    /// The free text of a file's header.
    static func metadata(_ bytes: [UInt8]) throws(Malformed) -> [String: String] {
        try readHeader(bytes).metadata
    }

    private static func memory(_ tensor: Tensor) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: tensor.base, count: tensor.count * 4)
    }

    private static func header(_ tensors: [(name: String, tensor: Tensor)], metadata: [String: String]) -> [UInt8] {
        let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
        var (parts, offset) = (metadata.isEmpty ? [] : ["\"__metadata__\":{\(texts.joined(separator: ","))}"], 0)
        for (name, tensor) in tensors {
            let size = tensor.count * 4
            parts.append(
                "\(quoted(name)):{\"dtype\":\"F32\",\"shape\":\(tensor.shape),\"data_offsets\":[\(offset),\(offset + size)]}"
            )
            offset += size
        }
        var text = Array("{\(parts.joined(separator: ","))}".utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    /// The tensors of a file's bytes by name.
    ///
    /// Each offset is checked before a byte of data is read.
    public static func decode(_ bytes: [UInt8]) throws(Malformed) -> [String: Tensor] {
        let (header, _, start) = try readHeader(bytes)
        var result: [String: Tensor] = [:]
        for (name, entry) in header where name != "__metadata__" {
            result[name] = try tensor(name, entry, bytes, start)
        }
        return result
    }

    private static func readHeader(
        _ bytes: [UInt8]
    ) throws(Malformed) -> (entries: [String: Entry], metadata: [String: String], start: Int) {
        guard bytes.count >= 8 else { throw Malformed(reason: "\(bytes.count) bytes are too few for a header") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64($1 * 8) }
        guard length <= UInt64(longestHeader), length <= UInt64(bytes.count - 8) else {
            throw Malformed(reason: "its header claims \(length) bytes of \(bytes.count)")
        }
        let end = 8 + Int(length)
        do {
            let parsed = try JSONDecoder().decode([String: HeaderValue].self, from: Data(bytes[8..<end]))
            return (parsed.compactMapValues(\.entry), parsed["__metadata__"]?.texts ?? [:], end)
        } catch {
            throw Malformed(reason: "its header is no JSON object of tensors")
        }
    }

    private static func tensor(
        _ name: String,
        _ entry: Entry,
        _ bytes: [UInt8],
        _ start: Int
    ) throws(Malformed) -> Tensor {
        guard entry.dtype == "F32" else { throw Malformed(reason: "\(name) has type \(entry.dtype), not F32") }
        var count = 1
        for length in entry.shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflows else { throw Malformed(reason: "\(name) has shape \(entry.shape)") }
            count = product
        }
        let available = bytes.count - start
        guard entry.offsets.count == 2, count <= available / 4, entry.offsets[0] >= 0,
            entry.offsets[0] <= available, entry.offsets[1] <= available,
            entry.offsets[1] - entry.offsets[0] == count * 4
        else {
            throw Malformed(reason: "\(name) of shape \(entry.shape) cannot lie at \(entry.offsets) of \(available)")
        }
        let result = Tensor(entry.shape)
        bytes.withUnsafeBytes { raw in
            let source = UnsafeRawBufferPointer(rebasing: raw[(start + entry.offsets[0])..<(start + entry.offsets[1])])
            UnsafeMutableRawBufferPointer(start: result.base, count: count * 4).copyMemory(from: source)
        }
        return result
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// A header's value: a tensor, or the free text of `__metadata__`.
    private struct HeaderValue: Decodable {
        let entry: Entry?
        let texts: [String: String]

        init(from decoder: any Decoder) throws {
            let isText = decoder.codingPath.last?.stringValue == "__metadata__"
            entry = isText ? nil : try Entry(from: decoder)
            texts = isText ? try [String: String](from: decoder) : [:]
        }
    }
}
