/// Averages over a grid of windows that cover a square image: PyTorch's `adaptive_avg_pool2d`.
///
/// Shapes: (batch * side * side, channels) to (batch * pooled * pooled, channels). Window i of a side runs from
/// floor(i * side / pooled) to before ceil((i + 1) * side / pooled): neighbours overlap where pooled does not divide side.
public final class AdaptivePooling {
    private let side: Int
    private let pooled: Int
    private let output = Tensor()
    private let inputGradient = Tensor()

    /// Images of `side` x `side` pixels to `pooled` x `pooled`.
    public init(side: Int, pooled: Int) { (self.side, self.pooled) = (side, pooled) }

    /// The same sizes with memory of its own.
    func replica() -> AdaptivePooling { AdaptivePooling(side: side, pooled: pooled) }

    private func window(_ index: Int) -> Range<Int> {
        index * side / pooled..<((index + 1) * side + pooled - 1) / pooled
    }

    /// Averages each window.
    public func forward(_ x: Tensor) -> Tensor {
        precondition(x.rows % (side * side) == 0, "AdaptivePooling: input \(x.shape) for side \(side)")
        output.resize([x.rows / (side * side) * pooled * pooled, x.columns])
        output.fill(0)
        let channels = x.columns
        eachPixel(output.rows) { cell, pixel, share in
            Row.add(x.base + pixel * channels, times: share, to: output.base + cell * channels, channels)
        }
        return output
    }

    /// Spreads each window's gradient over its pixels.
    public func backward(_ gradient: Tensor) -> Tensor {
        let channels = gradient.columns
        inputGradient.resize([gradient.rows / (pooled * pooled) * side * side, channels])
        inputGradient.fill(0)
        eachPixel(gradient.rows) { cell, pixel, share in
            Row.add(gradient.base + cell * channels, times: share, to: inputGradient.base + pixel * channels, channels)
        }
        return inputGradient
    }

    /// Calls `body` with each cell of the result, each pixel of its window, and one over the window's size.
    private func eachPixel(_ cells: Int, _ body: (Int, Int, Float) -> Void) {
        for cell in 0..<cells {
            let (sample, place) = cell.quotientAndRemainder(dividingBy: pooled * pooled)
            let (rows, columns) = (window(place / pooled), window(place % pooled))
            let share = 1 / Float(rows.count * columns.count)
            for row in rows {
                for column in columns { body(cell, (sample * side + row) * side + column, share) }
            }
        }
    }
}
