/// A metric at a step: `train/loss@500`.
///
/// Its value is the one that stood then: of the step itself or, where the run logged nothing at it, of the last one
/// before. A run that never got so far has none.
public struct RunMoment: Hashable, Sendable, CustomStringConvertible {
    /// The metric's name.
    public let metric: String
    /// The step.
    public let step: Int64

    /// A metric at a step.
    public init(metric: String, step: Int64) {
        self.metric = metric
        self.step = step
    }

    /// Understands `METRIC@STEP`; nil for anything else.
    init?(parsing text: String, metrics: Set<String>) {
        guard let sign = text.lastIndex(of: "@"), let step = Int64(text[text.index(after: sign)...]), step >= 0,
            metrics.contains(String(text[..<sign]))
        else { return nil }
        self.init(metric: String(text[..<sign]), step: step)
    }

    /// As it is typed.
    public var description: String { "\(metric)@\(step)" }
}

extension RunMoment {
    /// The moments among columns.
    public static func all(in columns: some Sequence<RunColumn>) -> Set<RunMoment> {
        Set(
            columns.compactMap { column in
                guard case .moment(let moment) = column else { return nil }
                return moment
            }
        )
    }
}
