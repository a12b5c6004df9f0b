import Glibc

/// Numbers for a person: as many digits as one looks at.
public enum NumberText {
    /// A measured value in four significant digits: `2.310`, `946.3`, `1.200e-05`; whole numbers in full.
    public static func measured(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let size = abs(value)
        if value == value.rounded(), size < 1e9 { return String(Int64(value)) }
        guard size >= 1e-4, size < 1e6 else { return formatted("%.3e", value) }
        let digitsBeforePoint = Int(log10(size).rounded(.down)) + 1
        return formatted("%.\(max(0, 4 - digitsBeforePoint))f", value)
    }

    /// A count with thin groups for the eye: `12,345`.
    public static func count(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
        return (value < 0 ? "-" : "") + String(digits)
    }

    /// A length in bytes: `812 B`, `3.4 MB` (powers of 1000).
    public static func bytes(_ value: Int64) -> String {
        var size = Double(value)
        if size < 1000 { return "\(value) B" }
        for unit in ["kB", "MB", "GB", "TB"] {
            size /= 1000
            if size < 999.5 || unit == "TB" { return formatted(size < 10 ? "%.1f " : "%.0f ", size) + unit }
        }
        return "\(value) B"
    }

    private static func formatted(_ format: String, _ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
        return String(
            decoding: buffer.prefix(max(0, min(Int(count), buffer.count - 1))).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }
}
