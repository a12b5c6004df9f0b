/// The rules for names of metrics and for steps, checked by who writes and by who reads.
public enum MetricName {
    /// The longest name, in bytes of UTF-8.
    public static let byteLimit = 200
    /// The highest step: every JSON reader holds integers up to here exactly.
    public static let highestStep: Int64 = 1 << 53 - 1

    /// Checks a name: not empty, at most ``byteLimit`` bytes, no control character, quote or backslash, no space at
    /// either end.
    ///
    /// `train/loss` and `eval/mme.count` are usual; other scripts are welcome.
    ///
    /// - Throws: ``RunLogError/invalidMetricName(_:reason:)``.
    public static func check(_ name: String) throws(RunLogError) {
        var name = name
        let reason = name.withUTF8 { Self.reason(against: UnsafeRawBufferPointer($0)) }
        if let reason { throw .invalidMetricName(name, reason: reason) }
    }

    /// Checks a step: 0 … ``highestStep``.
    ///
    /// - Throws: ``RunLogError/invalidStep(_:)``.
    public static func check(step: Int64) throws(RunLogError) {
        guard 0...highestStep ~= step else { throw .invalidStep(step) }
    }

    /// Why these bytes cannot be a name; nil when they can.
    static func reason(against bytes: UnsafeRawBufferPointer) -> String? {
        guard let first = bytes.first, let last = bytes.last else { return "it is empty" }
        if bytes.count > byteLimit { return "it is longer than \(byteLimit) bytes" }
        if first == 0x20 || last == 0x20 { return "it begins or ends with a space" }
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F { return "it holds a control character" }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return "it holds a quote or a backslash" }
        }
        return nil
    }
}
