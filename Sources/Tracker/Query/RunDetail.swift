import GRDB
import RunLog

/// How much of each run is read.
public enum RunDetail: Hashable, Sendable {
    /// All there is.
    case everything
    /// Its row, and of parameters and metrics only these.
    case only(parameters: Set<String>, metrics: Set<String>)

    /// What these columns need.
    public init(for columns: some Sequence<RunColumn>) {
        var parameters: Set<String> = []
        var metrics: Set<String> = []
        for column in columns {
            switch column {
            case .parameter(let path): parameters.insert(path)
            case .metric(let name, _): metrics.insert(name)
            case .moment(let moment): metrics.insert(moment.metric)
            default: break
            }
        }
        self = .only(parameters: parameters, metrics: metrics)
    }

    /// The parameters to read; nil for all.
    var parameters: Set<String>? {
        guard case .only(let parameters, _) = self else { return nil }
        return parameters
    }

    /// The metrics to read; nil for all.
    var metrics: Set<String>? {
        guard case .only(_, let metrics) = self else { return nil }
        return metrics
    }
}
