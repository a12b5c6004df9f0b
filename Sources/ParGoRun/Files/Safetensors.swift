#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
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
        var (parts, offset) = ([String](), 0)
        for (name, tensor) in tensors {
            let size = tensor.count * 4
            parts.append(
                "\(quoted(name)):{\"dtype\":\"F32\",\"shape\":\(tensor.shape),\"data_offsets\":[\(offset),\(offset + size)]}"
            )
            offset += size
        }
        var header = Array("{\(parts.joined(separator: ","))}".utf8)
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + offset)
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes += header
        for (_, tensor) in tensors {
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: tensor.base, count: tensor.count * 4))
        }
        return bytes
    }

    /// The tensors of a file's bytes by name.
    ///
    /// Each offset is checked before a byte of data is read.
    public static func decode(_ bytes: [UInt8]) throws(Malformed) -> [String: Tensor] {
        let (header, start) = try readHeader(bytes)
        var result: [String: Tensor] = [:]
        for (name, entry) in header where name != "__metadata__" {
            result[name] = try tensor(name, entry, bytes, start)
        }
        return result
    }

    private static func readHeader(_ bytes: [UInt8]) throws(Malformed) -> ([String: Entry], Int) {
        guard bytes.count >= 8 else { throw Malformed(reason: "\(bytes.count) bytes are too few for a header") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64($1 * 8) }
        guard length <= UInt64(longestHeader), length <= UInt64(bytes.count - 8) else {
            throw Malformed(reason: "its header claims \(length) bytes of \(bytes.count)")
        }
        let end = 8 + Int(length)
        do {
            let parsed = try JSONDecoder().decode([String: HeaderValue].self, from: Data(bytes[8..<end]))
            return (parsed.compactMapValues(\.entry), end)
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

        init(from decoder: any Decoder) throws {
            if decoder.codingPath.last?.stringValue == "__metadata__" {
                entry = nil
            } else {
                entry = try Entry(from: decoder)
            }
        }
    }
}
