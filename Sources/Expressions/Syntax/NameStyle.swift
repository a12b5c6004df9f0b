/// Which characters join the parts of a name.
public enum NameStyle: Sendable {
    /// Dots, and after `metrics.` also a `/` directly before a letter: `projector.depth`, `metrics.eval/mme`.
    case dotted
    /// Dots, and in any name a `/` directly before a letter: `eval/mme` is a name, `a / b` with spaces divides.
    ///
    /// The style of queries, which also know dates (`2026-11-01`), lengths of time (`2d`) and steps (`train/loss@500`).
    case slashed
}
