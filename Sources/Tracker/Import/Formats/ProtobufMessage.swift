/// The fields of a message in protocol buffers' wire format, read without its schema.
///
/// Reading is in order, allocates nothing but the pieces that are asked for, and ends at the first byte that makes no sense.
struct ProtobufMessage: Sequence {
    /// A field's value, by its wire type.
    enum Value {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case bytes(ArraySlice<UInt8>)
    }

    /// A field.
    struct Field {
        let number: Int
        let value: Value
    }

    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes[...]
    }

    func makeIterator() -> Iterator { Iterator(rest: bytes) }

    /// Walks over the fields.
    struct Iterator: IteratorProtocol {
        fileprivate var rest: ArraySlice<UInt8>

        mutating func next() -> Field? {
            guard let key = varint(), let number = Int(exactly: key >> 3), number > 0, let value = value(key & 7) else {
                return nil
            }
            return Field(number: number, value: value)
        }

        private mutating func value(_ wireType: UInt64) -> Value? {
            switch wireType {
            case 0: varint().map { .varint($0) }
            case 1: take(8).map { .fixed64(Self.number($0)) }
            case 2: varint().flatMap { Int(exactly: $0) }.flatMap { take($0) }.map { .bytes($0) }
            case 5: take(4).map { .fixed32(UInt32(Self.number($0))) }
            default: nil
            }
        }

        private mutating func varint() -> UInt64? {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = rest.popFirst() else { return nil }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            return nil
        }

        private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard count >= 0, count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
            bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}

extension ProtobufMessage.Value {
    /// A text or what it is part of; nil for a number.
    var bytes: ArraySlice<UInt8>? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// A text; what is no UTF-8 in it is replaced.
    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// A message within.
    var message: ProtobufMessage? { bytes.map { ProtobufMessage($0) } }

    /// A signed number of any width (`int32`, `int64`, `bool`, enumerations).
    var int: Int64? {
        if case .varint(let bits) = self { Int64(bitPattern: bits) } else { nil }
    }

    /// A `double` or a `float`.
    var double: Double? {
        switch self {
        case .fixed64(let bits): Double(bitPattern: bits)
        case .fixed32(let bits): Double(Float(bitPattern: bits))
        case .varint, .bytes: nil
        }
    }
}
