/// The values that a parameter may take.
public enum SearchDomain: Hashable, Sendable {
    /// How a range is divided: into equal differences, or into equal ratios.
    public enum Scale: String, Hashable, Codable, Sendable {
        case linear
        case logarithmic
    }

    /// Numbers from low to high; with a step, only low, low + step, … not above high.
    case float(low: Double, high: Double, scale: Scale = .linear, step: Double? = nil)
    /// Whole numbers from low to high, both included.
    case int(low: Int, high: Int, scale: Scale = .linear)
    /// One of that many choices, none nearer to one than to another.
    case categorical(count: Int)
    /// One of that many levels in order.
    case ordinal(count: Int)

    /// Whether a value is of this domain's kind and within it.
    public func contains(_ value: SearchValue) -> Bool {
        switch (self, value) {
        case (.float(let low, let high, _, let step), .float(let number)):
            guard number >= low, number <= high else { return false }
            guard let step else { return true }
            let steps = (number - low) / step
            return abs(steps - steps.rounded()) < 1e-6
        case (.int(let low, let high, _), .int(let number)): return number >= low && number <= high
        case (.categorical(let count), .choice(let index)), (.ordinal(let count), .choice(let index)):
            return index >= 0 && index < count
        default: return false
        }
    }

    /// The value at a share of the domain: uniform shares give the domain's own distribution.
    ///
    /// The share is in 0..<1.
    public func value(at share: Double) -> SearchValue {
        switch self {
        case .float: .float(numbers?.number(at: share) ?? share)
        case .int: .int(Int(numbers?.number(at: share) ?? 0))
        case .categorical(let count), .ordinal(let count): .choice(min(Int(share * Double(count)), count - 1))
        }
    }

    /// What is wrong with the domain; nil if nothing is.
    var fault: SearchSpaceError.Fault? {
        switch self {
        case .categorical(let count), .ordinal(let count):
            return count < 1 ? .empty : nil
        case .float(let low, let high, let scale, let step):
            guard low.isFinite, high.isFinite, (high - low).isFinite else { return .notFinite }
            if low > high { return .reversed }
            if scale == .logarithmic, low <= 0 { return .logarithmOfNonPositive }
            if let step, !(step > 0) || (high - low) / step > 0x1p53 { return .badStep }
            return nil
        case .int(let low, let high, let scale):
            if low > high { return .reversed }
            if low.magnitude > 1 << 53 || high.magnitude > 1 << 53 { return .tooLarge }
            return scale == .logarithmic && low < 1 ? .logarithmOfNonPositive : nil
        }
    }

    /// The range of numbers, for the two numeric kinds.
    var numbers: NumberRange? {
        switch self {
        case .float(let low, let high, let scale, let step):
            NumberRange(low: low, high: high, step: step, logarithmic: scale == .logarithmic)
        case .int(let low, let high, let scale):
            NumberRange(low: Double(low), high: Double(high), step: 1, logarithmic: scale == .logarithmic)
        case .categorical, .ordinal: nil
        }
    }
}
