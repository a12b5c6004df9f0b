import Foundation

/// What SciPy and statsmodels made of a table of samples; `vectors.py` wrote it.
struct Vectors: Decodable {
    struct Sides: Decodable {
        let twoSided: Double?
        let greater: Double?
        let less: Double?

        enum CodingKeys: String, CodingKey {
            case twoSided = "two-sided"
            case greater, less
        }
    }

    struct Tail: Decodable {
        let degrees: Double
        let t: Double
        let above: Double
    }

    struct Quantile: Decodable {
        let degrees: Double
        let p: Double
        let quantile: Double
    }

    struct TwoSamples: Decodable {
        let first: [Double]
        let second: [Double]
        let statistic: Double?
        let degrees: Double?
        let p: Sides
        let interval: [Double]?
        let margin: Double?
        let equivalence: Double?
        let tau: Double?
    }

    struct SignedRank: Decodable {
        let differences: [Double]
        let normal: Sides
        let exact: Sides?
        let automatic: Sides
    }

    struct Table: Decodable {
        let onlyFirst: Int
        let onlySecond: Int
        let exact: Double
        let greater: Double
        let chi2: Double?
        let continuity: Double?
    }

    struct Trend: Decodable {
        let rows: [[Double]]
        let statistic: Double
        let exact: Double
        let normal: Double
    }

    struct Adjustment: Decodable {
        let p: [Double]
        let adjusted: [Double]
    }

    struct Spending: Decodable {
        let alpha: Double
        let fraction: Double
        let spent: Double
    }

    struct Resampling: Decodable {
        let data: [Double]
        let estimate: Double
        let leaveOneOut: [Double]
        let distribution: [Double]
        let confidence: Double
        let percentile: [Double]
        let accelerated: [Double]

        enum CodingKeys: String, CodingKey {
            case data, estimate, leaveOneOut, distribution, confidence, percentile
            case accelerated = "BCa"
        }
    }

    struct Pairs: Decodable {
        let effect: Double
        let alpha: Double
        let power: Double
        let pairs: Int
    }

    let tails: [Tail]
    let quantiles: [Quantile]
    let paired: [TwoSamples]
    let welch: [TwoSamples]
    let signedRank: [SignedRank]
    let tables: [Table]
    let kendall: [TwoSamples]
    let trends: [Trend]
    let holm: [Adjustment]
    let spending: [Spending]
    let bootstrap: [Resampling]
    let pairs: [Pairs]

    enum CodingKeys: String, CodingKey {
        case paired, welch, kendall, holm, spending, bootstrap, pairs
        case tails = "t_distribution"
        case quantiles = "t_quantiles"
        case signedRank = "signed_rank"
        case tables = "mcnemar_tables"
        case trends = "page"
    }

    /// The file beside this one.
    static func read() throws -> Vectors {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "vectors.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }
}
