/// The element types that weights are written as.
public enum WeightType: String, CaseIterable, Sendable {
    /// Single precision, exactly as they are.
    case float32 = "f32"
    /// IEEE half precision, to the nearest; what is too large becomes infinite.
    case float16 = "f16"
    /// The upper half of single precision, to the nearest.
    case bfloat16 = "bf16"

    /// Bytes of an element.
    var size: Int { self == .float32 ? 4 : 2 }

    /// Hands on a tensor's elements as a file has them.
    func withBytes<Result>(of tensor: Tensor, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let values = UnsafeBufferPointer(start: tensor.base, count: tensor.count)
        switch self {
        case .float32: return body(UnsafeRawBufferPointer(values))
        case .float16: return values.map { Self.half($0).littleEndian }.withUnsafeBytes(body)
        case .bfloat16: return values.map { Self.brain($0).littleEndian }.withUnsafeBytes(body)
        }
    }

    /// The nearest half-precision number, the even one of two; bit by bit, as `ElementType` reads it.
    static func half(_ value: Float) -> UInt16 {
        let (sign, magnitude) = (UInt16(value.bitPattern >> 16) & 0x8000, value.bitPattern & 0x7FFF_FFFF)
        if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
        // From half way between the largest number and the next one on.
        if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
        // Below 2^-14 the numbers are multiples of 2^-24.
        if magnitude < 0x3880_0000 { return sign | UInt16((value.magnitude * 0x1p24).rounded(.toNearestOrEven)) }
        return sign | UInt16((magnitude + 0xFFF + (magnitude >> 13) & 1) >> 13 - 112 << 10)
    }

    /// The nearest number of eight bits of exponent and seven of fraction, the even one of two.
    static func brain(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if value.isNaN { return UInt16(bits >> 16) | 0x40 }
        return UInt16((bits + 0x7FFF + (bits >> 16) & 1) >> 16)
    }
}
