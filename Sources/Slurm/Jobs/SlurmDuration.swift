/// A length of time in Slurm's notation: `D-HH:MM:SS`.
public struct SlurmDuration: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Its seconds; nil for `UNLIMITED`.
    public let seconds: Int?

    /// No limit.
    public static let unlimited = SlurmDuration(optional: nil)

    /// That many seconds; a negative number becomes 0.
    public init(seconds: Int) {
        self.seconds = max(0, seconds)
    }

    private init(optional seconds: Int?) {
        self.seconds = seconds
    }

    /// Reads `M`, `M:S`, `H:M:S`, `D-H`, `D-H:M`, `D-H:M:S` or `UNLIMITED`; nil for anything else (`N/A`, `INVALID`).
    public init?(_ text: some StringProtocol) {
        if text.uppercased() == "UNLIMITED" || text.uppercased() == "INFINITE" {
            self = .unlimited
            return
        }
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let clock = halves.last, let numbers = Self.numbers(clock), numbers.count <= 3 else { return nil }
        var units: [Int]
        if halves.count == 2 {
            units = [3600, 60, 1]
        } else {
            units = numbers.count == 3 ? [3600, 60, 1] : [60, 1]
        }
        var total = 0
        if halves.count == 2 {
            guard let days = strictNumber(halves[0]), days < 1_000_000 else { return nil }
            total = days * 86_400
        }
        for (number, unit) in zip(numbers, units) {
            total += number * unit
        }
        seconds = total
    }

    private static func numbers(_ text: some StringProtocol) -> [Int]? {
        var numbers: [Int] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard let number = strictNumber(part), number < 1_000_000_000 else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    /// Shorter before longer; `UNLIMITED` is the longest.
    public static func < (left: SlurmDuration, right: SlurmDuration) -> Bool {
        (left.seconds ?? .max) < (right.seconds ?? .max)
    }

    /// `HH:MM:SS`, with days in front when there are any.
    public var description: String {
        guard let seconds else { return "UNLIMITED" }
        let clock = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
        return seconds >= 86_400 ? "\(seconds / 86_400)-\(clock)" : clock
    }
}
