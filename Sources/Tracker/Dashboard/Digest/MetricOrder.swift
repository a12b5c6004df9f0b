/// The order in which metrics are shown: what people look at first, first.
package enum MetricOrder {
    /// Training before evaluation before anything else, the machine's own readings last; within a group the headline
    /// (`loss`, `mme`) first.
    package static func sorted(_ metrics: some Sequence<String>) -> [String] {
        metrics.sorted { rank($0) < rank($1) }
    }

    /// What stands before the first `/`, or `other`.
    package static func group(of metric: String) -> String {
        guard let slash = metric.firstIndex(of: "/"), slash != metric.startIndex else { return "other" }
        return String(metric[..<slash])
    }

    private static func rank(_ metric: String) -> (Int, String, Int, String) {
        let group = group(of: metric)
        let place =
            switch group {
            case "train": 0
            case "eval": 1
            case "other": 3
            case "system": 4
            default: 2
            }
        let headline = metric == "train/loss" || metric == "eval/mme" ? 0 : metric.hasSuffix("loss") ? 1 : 2
        return (place, group, headline, metric)
    }
}
