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
        let decimals = max(0, 4 - digitsBeforePoint)
        return fixed(value, decimals) ?? formatted("%.\(decimals)f", value)
    }

    /// What `%.*f` prints of a number below a million, in a seventh of the time; nil where only it knows which way to round.
    private static func fixed(_ value: Double, _ decimals: Int) -> String? {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = abs(value) * Double(scale)
        let down = scaled.rounded(.down)
        guard abs(scaled - down - 0.5) > 1e-6 else { return nil }
        let digits = Int64(down) + (scaled - down > 0.5 ? 1 : 0)
        let whole = (value < 0 ? "-" : "") + String(digits / scale)
        if decimals == 0 { return whole }
        let fraction = String(digits % scale)
        return whole + "." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
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
        String(unsafeUninitializedCapacity: 64) { bytes in
            let count = bytes.withMemoryRebound(to: CChar.self) { buffer in
                withVaList([value]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
            }
            return max(0, min(Int(count), bytes.count - 1))
        }
    }
}
