/// What several runs did on average, step by step, and how far they lay apart.
///
/// It is worked out on every point of every run, and only then thinned out for drawing.
package struct Band: Sendable {
    /// The steps at which any of the runs has a finite value; thinned out, the middle step of each stretch.
    package private(set) var steps: [Int64] = []
    package private(set) var mean: [Double] = []
    /// The sample's standard deviation (n − 1); 0 where only one run has a value.
    package private(set) var deviation: [Double] = []
    package private(set) var low: [Double] = []
    package private(set) var high: [Double] = []
    /// How many runs went in, and how many of their points.
    package let runs: Int
    package let points: Int

    /// How many stretches a drawn line has.
    private static let mostSteps = 300

    package init(_ series: [Series]) {
        runs = series.count
        points = series.reduce(0) { $0 + $1.values.count }
        var sums = Sums(steps: Self.allSteps(of: series))
        for one in series { sums.add(one) }
        take(sums)
    }

    /// The steps of all, each once: those of the longest where no other run has one of its own.
    private static func allSteps(of series: [Series]) -> [Int64] {
        guard let longest = series.max(by: { $0.steps.count < $1.steps.count })?.steps else { return [] }
        let isCommon = series.allSatisfy { one in
            one.steps.last.map { $0 == longest[one.steps.count - 1] } ?? true && longest.starts(with: one.steps)
        }
        return isCommon ? longest : Set(series.flatMap(\.steps)).sorted()
    }

    /// The mean over stretches of equally many steps, of the means and of the deviations; the extremes of the extremes.
    private mutating func take(_ sums: Sums) {
        let kept = sums.steps.indices.filter { sums.count[$0] > 0 }
        let stretches = min(kept.count, Self.mostSteps)
        for stretch in 0..<stretches {
            let part = kept[(stretch * kept.count / stretches)..<((stretch + 1) * kept.count / stretches)]
            let size = Double(part.count)
            let place =
                stretch == 0
                ? part.startIndex : stretch == stretches - 1 ? part.endIndex - 1 : (part.startIndex + part.endIndex) / 2
            steps.append(sums.steps[kept[place]])
            mean.append(part.reduce(0) { $0 + sums.mean[$1] / size })
            deviation.append(part.reduce(0) { $0 + sums.deviation(at: $1) / size })
            low.append(part.reduce(.infinity) { min($0, sums.low[$1]) })
            high.append(part.reduce(-.infinity) { max($0, sums.high[$1]) })
        }
    }

    /// Sums a step, kept by Welford's method, which loses no digits to large means.
    private struct Sums {
        let steps: [Int64]
        private(set) var count: [Int]
        private(set) var mean: [Double]
        private var squares: [Double]
        private(set) var low: [Double]
        private(set) var high: [Double]

        init(steps: [Int64]) {
            self.steps = steps
            count = [Int](repeating: 0, count: steps.count)
            mean = [Double](repeating: 0, count: steps.count)
            squares = mean
            low = [Double](repeating: .infinity, count: steps.count)
            high = [Double](repeating: -.infinity, count: steps.count)
        }

        mutating func add(_ series: Series) {
            var place = 0
            for (step, value) in zip(series.steps, series.values) where value.isFinite {
                while place < steps.count, steps[place] < step { place += 1 }
                guard place < steps.count else { return }
                count[place] += 1
                let distance = value - mean[place]
                mean[place] += distance / Double(count[place])
                squares[place] += distance * (value - mean[place])
                if value < low[place] { low[place] = value }
                if value > high[place] { high[place] = value }
            }
        }

        func deviation(at index: Int) -> Double {
            count[index] > 1 ? (squares[index] / Double(count[index] - 1)).squareRoot() : 0
        }
    }
}
