/// A tensor of one number, as TensorFlow 2 writes scalars.
enum ScalarTensor {
    /// TensorFlow's numbers for types.
    private enum ElementType: Int64 {
        case float = 1
        case double = 2
        case int32 = 3
        case int64 = 9
    }

    /// The number; nil for a tensor of several, or of another type.
    static func value(_ tensor: ProtobufMessage) -> Double? {
        var type: ElementType?
        var content: ArraySlice<UInt8>?
        var values: [Double] = []
        for field in tensor {
            switch field.number {
            case 1: type = field.value.int.flatMap(ElementType.init(rawValue:))
            case 4: content = field.value.bytes
            case 5: values += numbers(field.value, width: 4)
            case 6: values += numbers(field.value, width: 8)
            case 7, 10: values += whole(field.value)
            default: break
            }
        }
        if let content, let type { return raw(content, type) }
        return values.count == 1 ? values[0] : nil
    }

    /// Numbers of a repeated field, one by one or packed.
    private static func numbers(_ value: ProtobufMessage.Value, width: Int) -> [Double] {
        guard let bytes = value.bytes else { return value.double.map { [$0] } ?? [] }
        guard bytes.count == width else { return [.nan, .nan] }
        return [width == 4 ? Double(Float(bitPattern: UInt32(bits(bytes)))) : Double(bitPattern: bits(bytes))]
    }

    private static func whole(_ value: ProtobufMessage.Value) -> [Double] {
        guard let bytes = value.bytes else { return value.int.map { [Double($0)] } ?? [] }
        // Packed: a message with a field's key before the number reads it.
        let field = ProtobufMessage([0x08] + bytes).first { _ in true }
        return field?.value.int.map { [Double($0)] } ?? []
    }

    private static func raw(_ bytes: ArraySlice<UInt8>, _ type: ElementType) -> Double? {
        switch (type, bytes.count) {
        case (.float, 4): Double(Float(bitPattern: UInt32(bits(bytes))))
        case (.double, 8): Double(bitPattern: bits(bytes))
        case (.int32, 4): Double(Int32(bitPattern: UInt32(bits(bytes))))
        case (.int64, 8): Double(Int64(bitPattern: bits(bytes)))
        default: nil
        }
    }

    private static func bits(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
