/// A benchmark whose published files can be asked.
public enum EvaluationBenchmark: String, CaseIterable, Sendable {
    /// Two questions of yes or no an image (Fu and others 2023).
    case mme
    /// Multiple choice, each question once in every rotation of its options (Liu and others 2023).
    case mmbench
    /// Multiple choice with four options (Li and others 2023).
    case seed
}
