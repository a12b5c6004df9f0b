/// What the elements of a safetensors file are.
enum ElementType: String {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case uint16 = "U16"
    case int16 = "I16"
    case half = "F16"
    case brain = "BF16"
    case uint32 = "U32"
    case int32 = "I32"
    case float = "F32"
    case double = "F64"
    case int64 = "I64"
    case uint64 = "U64"

    /// Bytes of an element.
    var size: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .half, .brain: 2
        case .uint32, .int32, .float: 4
        case .double, .int64, .uint64: 8
        }
    }

    /// Whether the elements are numbers with a fraction, as weights are.
    var isFloating: Bool { [.half, .brain, .float, .double].contains(self) }

    /// Elements as single-precision floats; only for floating types, exact but for `double`.
    func convert(_ source: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<Float>) {
        let count = source.count / size
        switch self {
        case .float: UnsafeMutableRawBufferPointer(start: target, count: count * 4).copyMemory(from: source)
        case .brain:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
                target[index] = Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16)
            }
        case .half:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
                target[index] = Self.single(fromHalf: UInt16(littleEndian: bits))
            }
        case .double:
            for index in 0..<count {
                target[index] = Float(source.loadUnaligned(fromByteOffset: index * 8, as: Double.self))
            }
        default: preconditionFailure("ElementType: \(rawValue) as floats")
        }
    }

    /// IEEE 754's half precision, bit by bit: not every platform's compiler has it as a type.
    static func single(fromHalf half: UInt16) -> Float {
        let sign = UInt32(half & 0x8000) << 16
        let (exponent, fraction) = (UInt32(half >> 10) & 0x1F, UInt32(half & 0x3FF))
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// One element of a whole-number type, nil where it does not fit 32 bits.
    func integer(_ source: UnsafeRawBufferPointer, at index: Int) -> Int32? {
        let offset = index * size
        switch self {
        case .int64: return Int32(exactly: source.loadUnaligned(fromByteOffset: offset, as: Int64.self))
        case .uint64: return Int32(exactly: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        case .int32: return source.loadUnaligned(fromByteOffset: offset, as: Int32.self)
        case .uint32: return Int32(exactly: source.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        case .int16: return Int32(source.loadUnaligned(fromByteOffset: offset, as: Int16.self))
        case .uint16: return Int32(source.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        case .int8: return Int32(source.loadUnaligned(fromByteOffset: offset, as: Int8.self))
        case .uint8: return Int32(source.loadUnaligned(fromByteOffset: offset, as: UInt8.self))
        case .bool, .half, .brain, .float, .double: return nil
        }
    }
}
