#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a safetensors file says of its tensors, checked against the file's size before a byte of data is read.
///
/// As the reference implementation demands, the tensors fill the rest of the file one after another, without overlap or gap.
struct SafetensorsHeader {
    /// Where a tensor lies and what it is.
    struct Entry: Equatable {
        let type: ElementType
        let shape: [Int]
        /// Bytes from the start of the file.
        let range: Range<Int>

        var count: Int { range.count / type.size }
    }

    let entries: [String: Entry]
    let metadata: [String: String]

    /// Reads the header of a file's `bytes`.
    init(_ bytes: UnsafeRawBufferPointer) throws(Safetensors.Malformed) {
        guard bytes.count >= 8 else {
            throw Safetensors.Malformed(reason: "\(bytes.count) bytes are too few for a header")
        }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(Safetensors.longestHeader), length <= UInt64(bytes.count - 8) else {
            throw Safetensors.Malformed(reason: "its header claims \(length) bytes of \(bytes.count)")
        }
        let start = 8 + Int(length)
        let values: [String: Value]
        do {
            values = try JSONDecoder().decode([String: Value].self, from: Data(bytes[8..<start]))
        } catch {
            throw Safetensors.Malformed(reason: "its header is no JSON object of tensors")
        }
        guard Self.members(bytes[8..<start]) == values.count else {
            throw Safetensors.Malformed(reason: "its header names a tensor twice")
        }
        var entries: [String: Entry] = [:]
        for (name, value) in values {
            guard let raw = value.entry else { continue }
            entries[name] = try Self.entry(name, raw, start: start, available: bytes.count - start)
        }
        try Self.checkOrder(entries, from: start, to: bytes.count)
        (self.entries, metadata) = (entries, values["__metadata__"]?.texts ?? [:])
    }

    /// How many members the object of a valid JSON text has, those of one name counted each time.
    private static func members(_ text: Slice<UnsafeRawBufferPointer>) -> Int {
        var (count, depth, isText, isEscaped) = (0, 0, false, false)
        for byte in text {
            if isText {
                isText = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1: count += 1
            default: break
            }
        }
        return count
    }

    private static func entry(
        _ name: String,
        _ raw: RawEntry,
        start: Int,
        available: Int
    ) throws(Safetensors.Malformed) -> Entry {
        guard let type = ElementType(rawValue: raw.dtype) else {
            throw Safetensors.Malformed(reason: "\(name) has the type \(raw.dtype), which is not known here")
        }
        var size = type.size
        for length in raw.shape {
            let (product, overflows) = size.multipliedReportingOverflow(by: length)
            guard length >= 0, !overflows else {
                throw Safetensors.Malformed(reason: "\(name) has shape \(raw.shape)")
            }
            size = product
        }
        guard raw.offsets.count == 2, size <= available, raw.offsets[0] >= 0, raw.offsets[0] <= available,
            raw.offsets[1] <= available, raw.offsets[1] - raw.offsets[0] == size
        else {
            throw Safetensors.Malformed(
                reason: "\(name) of shape \(raw.shape) cannot lie at \(raw.offsets) of \(available)"
            )
        }
        return Entry(type: type, shape: raw.shape, range: start + raw.offsets[0]..<start + raw.offsets[1])
    }

    private static func checkOrder(
        _ entries: [String: Entry],
        from start: Int,
        to end: Int
    ) throws(Safetensors.Malformed) {
        var place = start
        let sorted = entries.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound) < (
                $1.value.range.lowerBound, $1.value.range.upperBound
            )
        }
        for (name, entry) in sorted {
            guard entry.range.lowerBound == place else {
                throw Safetensors.Malformed(reason: "\(name) overlaps another tensor, or bytes before it are nobody's")
            }
            place = entry.range.upperBound
        }
        guard place == end else {
            throw Safetensors.Malformed(reason: "\(end - place) bytes at its end are nobody's")
        }
    }

    private struct RawEntry: Decodable {
        let dtype: String
        let shape: [Int]
        let offsets: [Int]

        enum CodingKeys: String, CodingKey {
            case dtype
            case shape
            case offsets = "data_offsets"
        }
    }

    /// A header's value: a tensor, or the free text of `__metadata__`.
    private struct Value: Decodable {
        let entry: RawEntry?
        let texts: [String: String]

        init(from decoder: any Decoder) throws {
            let isText = decoder.codingPath.last?.stringValue == "__metadata__"
            entry = isText ? nil : try RawEntry(from: decoder)
            texts = isText ? try [String: String](from: decoder) : [:]
        }
    }
}
