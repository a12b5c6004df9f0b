/// A point in time as Slurm prints it.
///
/// The queries of this room ask for seconds since 1970 (`SLURM_TIME_FORMAT=%s`) and for UTC, so that both forms mean
/// the same on every cluster.
enum SlurmTime {
    /// Seconds since 1970 of `1795418099` or `2026-11-23T07:14:59` (taken as UTC); nil for `N/A`, `Unknown`, `None`.
    static func seconds(_ text: some StringProtocol) -> Double? {
        if let number = strictNumber(text) {
            return number == 0 ? nil : Double(number)
        }
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2,
            case let date = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(strictNumber),
            case let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false).map(strictNumber),
            date.count == 3, clock.count == 3,
            let year = date[0], let month = date[1], let day = date[2],
            let hour = clock[0], let minute = clock[1], let second = clock[2],
            (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        return Double(((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second)
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
