import Sweep
import Terminal

extension Verdict {
    /// How it stands out on a terminal.
    var style: Style {
        switch self {
        case .reproduced: .green
        case .contradicted: .red
        case .directionOnly, .inconclusive: .yellow
        case .notRun, .notComparable: .dim
        }
    }
}
