/// Amounts with units, as people write them.
enum Quantity {
    /// Bytes of `64G`, `512MB`, `1.5T`: powers of 1024, as Slurm counts.
    static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), number > 0 else { return nil }
        let units: [String: Double] = ["K": 0x1p10, "M": 0x1p20, "G": 0x1p30, "T": 0x1p40]
        var unit = text.dropFirst(digits.count).uppercased()
        if unit.count > 1, unit.hasSuffix("B") { unit.removeLast() }
        if unit.count > 1, unit.hasSuffix("I") { unit.removeLast() }
        return units[unit].flatMap { Int(exactly: (number * $0).rounded()) }
    }

    /// Seconds of `90s`, `30m`, `4h`, `2d`, `12:30:00`, `1-12:00:00`.
    static func seconds(_ text: String) -> Int? {
        if text.contains(":") { return clock(text) }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0 else {
            return nil
        }
        return Int(exactly: (number * unit).rounded(.up))
    }

    /// `hours:minutes:seconds` with days and a hyphen before it, or `minutes:seconds`.
    private static func clock(_ text: String) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2, let clock = parts.last else { return nil }
        let days = parts.count == 2 ? Int(parts[0]) : 0
        let numbers = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard let days, days >= 0, days < 10_000, (2...3).contains(numbers.count) else { return nil }
        var seconds = 0
        for number in numbers {
            guard let number, number >= 0, number < 100_000 else { return nil }
            seconds = seconds * 60 + number
        }
        return seconds + days * 86400
    }
}
