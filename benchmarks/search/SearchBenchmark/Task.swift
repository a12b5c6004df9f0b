import Foundation
import Sweep

/// A function to minimise, defined as in `tasks.py`.
struct Task {
    let name: String
    let space: SearchSpace
    let value: (SearchPoint) -> Double

    static func all(digits: DigitsGrid) throws -> [Task] {
        [try branin(), try hartmann(), try rosenbrock(), try conditional(), try digits.task()]
    }

    private static func branin() throws -> Task {
        let space = try SearchSpace([
            SearchParameter("x", .float(low: -5, high: 10)), SearchParameter("y", .float(low: 0, high: 15)),
        ])
        return Task(name: "branin", space: space) { point in
            let x = point.number("x")
            let a = point.number("y") - 5.1 / (4 * Double.pi * Double.pi) * x * x + 5 / Double.pi * x - 6
            return a * a + 10 * (1 - 1 / (8 * Double.pi)) * cos(x) + 10
        }
    }

    private static func rosenbrock() throws -> Task {
        let space = try SearchSpace((0..<5).map { SearchParameter("x\($0)", .float(low: -5, high: 10)) })
        return Task(name: "rosenbrock", space: space) { point in
            let x = (0..<5).map { point.number("x\($0)") }
            return (0..<4)
                .reduce(0) { sum, d in
                    sum + 100 * squared(x[d + 1] - x[d] * x[d]) + squared(1 - x[d])
                }
        }
    }

    private static func hartmann() throws -> Task {
        let space = try SearchSpace((0..<6).map { SearchParameter("x\($0)", .float(low: 0, high: 1)) })
        return Task(name: "hartmann", space: space) { point in
            let x = (0..<6).map { point.number("x\($0)") }
            return -hartmannTerms.reduce(0) { sum, term in
                sum + term.height * exp(-(0..<6).reduce(0) { $0 + term.scales[$1] * squared(x[$1] - term.centre[$1]) })
            }
        }
    }

    private struct HartmannTerm {
        let height: Double
        let scales: [Double]
        let centre: [Double]
    }

    private static let hartmannTerms = [
        HartmannTerm(
            height: 1,
            scales: [10, 3, 17, 3.5, 1.7, 8],
            centre: [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886]
        ),
        HartmannTerm(
            height: 1.2,
            scales: [0.05, 10, 17, 0.1, 8, 14],
            centre: [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991]
        ),
        HartmannTerm(
            height: 3,
            scales: [3, 3.5, 1.7, 10, 17, 8],
            centre: [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650]
        ),
        HartmannTerm(
            height: 3.2,
            scales: [17, 8, 0.05, 10, 0.1, 14],
            centre: [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381]
        ),
    ]
}

/// The square of a number.
func squared(_ x: Double) -> Double { x * x }

extension SearchPoint {
    /// The number, or the index, of an active parameter; NaN for an inactive one.
    func number(_ path: String) -> Double {
        switch self[path] {
        case .float(let number): number
        case .int(let number): Double(number)
        case .choice(let index): Double(index)
        case nil: .nan
        }
    }
}
