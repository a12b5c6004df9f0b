import Statistics

/// A one-sided comparison of two lists of values that belong together pair by pair, or of two that do not.
struct Contrast {
    private let differences: [Double]
    private let test: TTest?
    private let method: ExpectedTable.Method

    /// Pairs, such as two rows trained with the same seeds.
    init(paired first: [Double], _ second: [Double], method: ExpectedTable.Method) {
        self.method = method
        differences = zip(first, second).map { $0 - $1 }
        test = TTest(sample: differences)
    }

    /// Two samples that share nothing.
    init(independent first: [Double], _ second: [Double]) {
        method = .welch
        differences = []
        test = TTest(welch: first, second)
    }

    /// A contrast of one sample with a number that is itself a single measurement of unknown spread.
    ///
    /// Our own spread stands in for it: the standard error is s · √(1/n + 1).
    init(_ sample: [Double], against value: Double) {
        method = .t
        differences = sample.map { $0 - value }
        let spread = sample.standardDeviation
        let error = spread * (1 / Double(sample.count) + 1).squareRoot()
        test = TTest(estimate: sample.mean - value, standardError: error, degrees: Double(max(1, sample.count - 1)))
    }

    var estimate: Double { test?.estimate ?? .nan }

    /// The interval that covers the truth with that confidence; nil where the values show no spread.
    func interval(confidence: Double) -> ClosedRange<Double>? {
        guard let test, test.standardError > 0, test.standardError.isFinite else { return nil }
        return test.interval(confidence: confidence)
    }

    /// The p-value of a difference above that.
    func above(_ value: Double) -> Double { probability(.greater, value) }

    /// The p-value of a difference below that.
    func below(_ value: Double) -> Double { probability(.less, value) }

    private func probability(_ side: Alternative, _ value: Double) -> Double {
        guard let test, test.estimate.isFinite else { return 1 }
        let shifted = differences.map { $0 - value }
        // Values without any spread would give a p-value of 0, which so few numbers cannot bear; their signs can say something.
        guard test.standardError > 0 else { return SignTest.probability(shifted, side) }
        switch method {
        case .t, .welch: return test.probability(side, null: value)
        case .wilcoxon: return SignedRankTest(shifted)?.probability(side) ?? 1
        }
    }

    /// How many deviations of a difference the estimate is away from a value; nil without spread.
    func effect(from value: Double) -> Double? {
        guard let test, test.standardError > 0 else { return nil }
        return abs(test.estimate - value) / (test.standardError * (test.degrees + 1).squareRoot())
    }
}
