/// Whether less or more of a metric is better.
public enum MetricGoal: String, CaseIterable, Sendable {
    /// Less is better.
    case min
    /// More is better.
    case max

    /// What a metric's name suggests, for one of which nobody has said it: losses, errors, perplexities and times are to be
    /// small, everything else large.
    public init(suggestedBy name: String) {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
        let isSmall = words.contains { word in
            Self.smallWords.contains(String(word)) || ["loss", "error"].contains { word.hasSuffix($0) }
        }
        self = isSmall ? .min : .max
    }

    /// Words for what should be small, as `docs/commands.md` lists them.
    private static let smallWords: Set = [
        "loss", "error", "err", "perplexity", "ppl", "nll", "mse", "rmse", "mae", "wer", "cer", "fid", "seconds",
        "time",
        "latency", "memory", "bpb", "bpc",
    ]
}
