import Foundation
import Sweep

/// The measured learning curves of `digits.csv`: a row a cell of the grid in `digits.py`, in the same order.
struct DigitsGrid {
    /// Validation images.
    static let images = 899.0

    /// Wrong images after each epoch, a curve a cell.
    let curves: [[Int]]

    private struct Axis {
        let name: String
        let low: Double
        let high: Double
        let levels: Int
        let logarithmic: Bool
    }

    private let axes = [
        Axis(name: "learning_rate", low: 1e-3, high: 1, levels: 7, logarithmic: true),
        Axis(name: "momentum", low: 0, high: 0.95, levels: 3, logarithmic: false),
        Axis(name: "weight_decay", low: 1e-5, high: 1e-1, levels: 3, logarithmic: true),
        Axis(name: "width", low: 8, high: 128, levels: 3, logarithmic: true),
        Axis(name: "batch", low: 16, high: 144, levels: 3, logarithmic: true),
    ]

    init(contentsOf url: URL) throws {
        curves = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
            .map { line in
                line.split(separator: ",").compactMap { Int($0) }
            }
    }

    func task() throws -> Task {
        let space = try SearchSpace([
            SearchParameter("activation", .categorical(count: 2)),
            SearchParameter("learning_rate", .float(low: 1e-3, high: 1, scale: .logarithmic)),
            SearchParameter("momentum", .float(low: 0, high: 0.95)),
            SearchParameter("weight_decay", .float(low: 1e-5, high: 1e-1, scale: .logarithmic)),
            SearchParameter("width", .int(low: 8, high: 128, scale: .logarithmic)),
            SearchParameter("batch", .int(low: 16, high: 144, scale: .logarithmic)),
        ])
        return Task(name: "digits", space: space, value: error)
    }

    /// The final error at a point: multilinear between the cells around it.
    private func error(at point: SearchPoint) -> Double {
        let places = axes.map { axis in
            let x = point.number(axis.name)
            let share =
                axis.logarithmic
                ? log(x / axis.low) / log(axis.high / axis.low) : (x - axis.low) / (axis.high - axis.low)
            return share * Double(axis.levels - 1)
        }
        let activation = Int(point.number("activation"))
        return (0..<32)
            .reduce(0) { sum, corner in
                var weight = 1.0
                var row = 0
                for (index, axis) in axes.enumerated() {
                    let lower = min(max(Int(places[index]), 0), axis.levels - 2)
                    let upper = (corner >> index) & 1
                    let part = places[index] - Double(lower)
                    weight *= upper == 1 ? part : 1 - part
                    row = row * axis.levels + lower + upper
                }
                return sum + weight * Double(curves[row * 2 + activation].last ?? 0) / Self.images
            }
    }
}
