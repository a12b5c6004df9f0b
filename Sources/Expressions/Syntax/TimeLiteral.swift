/// Dates and lengths of time as queries write them: `2026-11-01`, `2026-11-01T14:30`, `2d`, `1h30m`.
enum TimeLiteral {
    private static let units: [Unicode.Scalar: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

    /// Seconds since 1970 of a date, or of a date and a time, in UTC; nil for what is neither.
    static func date(_ text: some StringProtocol) -> Int? {
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count <= 2, let day = halves.first.flatMap({ fields($0, "-", widths: [4, 2, 2]) }),
            1...12 ~= day[1], 1...daysOfMonth(day[1], day[0]) ~= day[2]
        else { return nil }
        var seconds = days(day[0], day[1], day[2]) * 86_400
        guard halves.count == 2 else { return seconds }
        let clock = halves[1].hasSuffix("Z") ? halves[1].dropLast() : halves[1][...]
        guard let time = fields(clock, ":", widths: [2, 2]) ?? fields(clock, ":", widths: [2, 2, 2]),
            time[0] < 24, time[1] < 60, time.count < 3 || time[2] < 60
        else { return nil }
        seconds += time[0] * 3600 + time[1] * 60 + (time.count == 3 ? time[2] : 0)
        return seconds
    }

    /// Seconds of a length such as `90m`, `1.5h` or `1d12h`; nil for what is none.
    static func duration(_ text: String) -> Value? {
        var total = 0.0
        var digits = ""
        for scalar in text.unicodeScalars {
            if ("0"..."9").contains(scalar) || scalar == "." {
                digits.unicodeScalars.append(scalar)
            } else {
                guard let unit = units[scalar], let number = Double(digits) else { return nil }
                total += number * unit
                digits = ""
            }
        }
        guard digits.isEmpty, !text.isEmpty, total < 1e15 else { return nil }
        return Int(exactly: total).map { .int($0) } ?? .double(total)
    }

    private static func fields(_ text: some StringProtocol, _ separator: Character, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths else { return nil }
        let numbers = parts.compactMap { part in part.utf8.allSatisfy { 48...57 ~= $0 } ? Int(part) : nil }
        return numbers.count == widths.count ? numbers : nil
    }

    private static func daysOfMonth(_ month: Int, _ year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970 in the Gregorian calendar: years begin in March, so that the leap day is the last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
