/// A paper's table as somebody transcribed it: its cells with where they come from, and what the paper claims with them.
///
/// `ExpectedReader` reads one; `TableReport` holds it against what was measured.
public struct ExpectedTable: Hashable, Sendable {
    /// How the paper's numbers and ours may be compared.
    public enum Comparability: String, CaseIterable, Hashable, Sendable {
        /// Our values should be the paper's: same data, same scale, same metric.
        case absolute
        /// Values differ in scale, but differences between rows mean the same.
        case relative
        /// Only which row is better means the same.
        case order
    }

    /// What a claim's p-value is found from.
    public enum Units: String, CaseIterable, Hashable, Sendable {
        /// Repetitions with other seeds: the claim is about training this configuration again.
        case seeds
        /// The single questions of the evaluation: the claim is about the models at hand, not about training again.
        case items
    }

    /// The test over seeds.
    public enum Method: String, CaseIterable, Hashable, Sendable {
        /// Student's t, of differences over shared seeds.
        case t
        /// Wilcoxon's signed ranks, which assume no shape and need five seeds to reach 0.05.
        case wilcoxon
        /// Welch's t, of rows whose seeds have nothing in common.
        case welch
    }

    /// Where it was read from.
    public let path: String
    /// What it is called.
    public let title: String
    /// The paper, such as `arXiv:2408.12928`.
    public let paper: String
    /// What a reader should know.
    public let note: String?
    /// The sweep whose runs are meant; nil when the command says so.
    public let sweep: String?
    /// What the cells hold.
    public let metric: ExpectedMetric
    /// How far our numbers and the paper's can be compared.
    public let comparability: Comparability
    /// How many seeds, and when they are looked at.
    public let seeds: SeedPlan
    /// The chance of any false verdict in the table, in either direction.
    public let alpha: Double
    /// The chance of finding an effect of the size seen, for which "k more seeds" is reckoned.
    public let power: Double
    /// What p-values come from unless a claim says otherwise.
    public let units: Units
    /// The test over seeds.
    public let method: Method
    /// The artifact with a line for each question of the evaluation.
    public let items: String
    /// The row that differences are shown from.
    public let baseline: String?
    /// Keys that were tuned for each row: the best configuration stands for the row, and how many were tried is shown.
    public let tuned: [String]
    /// The rows, in the paper's order.
    public let rows: [ExpectedRow]
    /// What is to be tested.
    public let claims: [Claim]

    /// The row of that name.
    public func row(_ id: String) -> ExpectedRow? {
        rows.first { $0.id == id }
    }
}

/// A metric and how it is read.
public struct ExpectedMetric: Hashable, Sendable {
    /// Its name, such as `eval/mme`.
    public let name: String
    /// Which direction is better.
    public let better: Goal
    /// The unit of its values, such as `points`; empty when none was given.
    public let unit: String
    /// Which of a run's values counts.
    public let value: Search.Choice
    /// Where the file names it.
    public let location: SourceLocation
}

/// How many seeds a row gets, and at which numbers of seeds a claim is tested.
public struct SeedPlan: Hashable, Sendable {
    /// How many there are at first.
    public let min: Int
    /// How many there are at most.
    public let max: Int
    /// How many are added at a time.
    public let step: Int

    /// The numbers of seeds at which claims are tested: the plan is fixed beforehand, so that looking costs no honesty.
    public var looks: [Int] {
        Array(stride(from: min, to: max, by: step)) + [max]
    }
}
