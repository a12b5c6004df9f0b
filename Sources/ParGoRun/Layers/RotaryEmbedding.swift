/// Rotary position embedding (Su and others 2021): pairs of a head's elements are turned by an angle that grows with position.
///
/// Shapes: rotates (batch * length, heads * headDim) in place. The table of angles is (length, headDim).
public struct RotaryEmbedding: Sendable {
    /// Which elements of a head form a pair.
    public enum Pairing: Sendable {
        /// Element i and element i + headDim / 2: Llama in the Hugging Face layout.
        case halves
        /// Elements 2i and 2i + 1: EVA-02.
        case neighbours
    }

    private let cosines: [Float]
    private let sines: [Float]
    private let length: Int
    private let headDim: Int
    private let pairing: Pairing

    /// Text positions: the angle of pair i at position t is `t * base^(-2i / headDim)`.
    public static func text(length: Int, headDim: Int, base: Double = 10_000) -> RotaryEmbedding {
        precondition(headDim % 2 == 0, "RotaryEmbedding.text: odd head width \(headDim)")
        let half = headDim / 2
        return RotaryEmbedding(length: length, headDim: headDim, pairing: .halves) { position, element in
            Double(position) * power(base, -Double(2 * (element % half)) / Double(headDim))
        }
    }

    /// Positions of a grid of patches in raster order: the first half of a head turns with the row, the second with the column.
    ///
    /// Positions are rescaled so that any grid spans `pretrainedSide` positions, as EVA-02 does with 16. Rows before the
    /// first patch (`leading`, the class token) are not turned.
    public static func grid(
        side: Int,
        headDim: Int,
        pretrainedSide: Int,
        leading: Int,
        base: Double = 10_000
    ) -> RotaryEmbedding {
        precondition(headDim % 4 == 0, "RotaryEmbedding.grid: head width \(headDim) is no multiple of 4")
        let half = headDim / 2
        let length = leading + side * side
        return RotaryEmbedding(length: length, headDim: headDim, pairing: .neighbours) { position, element in
            guard position >= leading else { return 0 }
            let patch = position - leading
            let coordinate = element < half ? patch / side : patch % side
            let pair = (element % half) / 2
            return Double(coordinate) / Double(side) * Double(pretrainedSide)
                * power(base, -Double(2 * pair) / Double(half))
        }
    }

    private init(length: Int, headDim: Int, pairing: Pairing, angle: (Int, Int) -> Double) {
        self.length = length
        self.headDim = headDim
        self.pairing = pairing
        var (cosines, sines) = ([Float](), [Float]())
        for position in 0..<length {
            for element in 0..<headDim {
                let value = angle(position, element)
                cosines.append(Float(cosine(value)))
                sines.append(Float(sine(value)))
            }
        }
        self.cosines = cosines
        self.sines = sines
    }

    /// Turns each head of `x`, sequences of `length` rows, forwards.
    public func rotate(_ x: Tensor, length: Int) { turn(x.matrix, positions: .every(length), sign: 1) }

    /// Turns each head backwards: the transpose of `rotate`, which is its backward pass.
    public func rotateBack(_ x: Tensor, length: Int) { turn(x.matrix, positions: .every(length), sign: -1) }

    /// Turns each head of a view forwards, or backwards for the backward pass; row i stands at `positions[i]`.
    func turn(_ x: Matrix, positions: [Int], back: Bool) { turn(x, positions: .list(positions), sign: back ? -1 : 1) }

    /// Where each row stands in its sequence.
    private enum Positions {
        case every(Int)
        case list([Int])

        func place(_ row: Int) -> Int {
            switch self {
            case .every(let length): row % length
            case .list(let places): places[row]
            }
        }

        func check(rows: Int, length: Int) -> Bool {
            switch self {
            case .every(let own): own <= length && rows % own == 0
            case .list(let places): places.count == rows && places.allSatisfy { $0 < length }
            }
        }
    }

    private func turn(_ x: Matrix, positions: Positions, sign: Float) {
        precondition(
            positions.check(rows: x.rows, length: length) && x.columns % headDim == 0,
            "RotaryEmbedding: (\(x.rows), \(x.columns)), made for \(length) positions of head width \(headDim)"
        )
        cosines.withUnsafeBufferPointer { cosines in
            sines.withUnsafeBufferPointer { sines in
                guard let cosines = cosines.baseAddress, let sines = sines.baseAddress else { return }
                for row in 0..<x.rows {
                    let offset = positions.place(row) * headDim
                    for head in 0..<x.columns / headDim {
                        let values = x.row(row) + head * headDim
                        switch pairing {
                        case .halves: turnHalves(values, cosines + offset, sines + offset, sign)
                        case .neighbours: turnNeighbours(values, cosines + offset, sines + offset, sign)
                        }
                    }
                }
            }
        }
    }

    @inline(__always) private func turnHalves(
        _ values: UnsafeMutablePointer<Float>,
        _ cosines: UnsafePointer<Float>,
        _ sines: UnsafePointer<Float>,
        _ sign: Float
    ) {
        let half = headDim / 2
        inLanes(half) { index, part in
            let (c, s) = (cosines.lanes(index, part), sines.lanes(index, part) * sign)
            let (a, b) = (values.lanes(index, part), values.lanes(half &+ index, part))
            values.store(a * c - b * s, index, part)
            values.store(b * c + a * s, half &+ index, part)
        }
    }

    private func turnNeighbours(
        _ values: UnsafeMutablePointer<Float>,
        _ cosines: UnsafePointer<Float>,
        _ sines: UnsafePointer<Float>,
        _ sign: Float
    ) {
        for i in stride(from: 0, to: headDim, by: 2) {
            let (c, s) = (cosines[i], sign * sines[i])
            let (a, b) = (values[i], values[i + 1])
            values[i] = a * c - b * s
            values[i + 1] = b * c + a * s
        }
    }
}
