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
    public static func grid(side: Int, headDim: Int, pretrainedSide: Int, leading: Int) -> RotaryEmbedding {
        precondition(headDim % 4 == 0, "RotaryEmbedding.grid: head width \(headDim) is no multiple of 4")
        let half = headDim / 2
        let length = leading + side * side
        return RotaryEmbedding(length: length, headDim: headDim, pairing: .neighbours) { position, element in
            guard position >= leading else { return 0 }
            let patch = position - leading
            let coordinate = element < half ? patch / side : patch % side
            let pair = (element % half) / 2
            return Double(coordinate) / Double(side) * Double(pretrainedSide)
                * power(10_000, -Double(2 * pair) / Double(half))
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

    /// Turns each head of `x` forwards.
    public func rotate(_ x: Tensor, length: Int) { turn(x, length: length, sign: 1) }

    /// Turns each head backwards: the transpose of `rotate`, which is its backward pass.
    public func rotateBack(_ x: Tensor, length: Int) { turn(x, length: length, sign: -1) }

    private func turn(_ x: Tensor, length: Int, sign: Float) {
        precondition(
            length <= self.length && x.rows % length == 0 && x.columns % headDim == 0,
            "RotaryEmbedding: \(x.shape) in sequences of \(length), made for \(self.length) of head width \(headDim)"
        )
        let step = pairing == .halves ? 1 : 2
        let partner = pairing == .halves ? headDim / 2 : 1
        let (pairs, heads, dim) = (headDim / 2, x.columns / headDim, headDim)
        cosines.withUnsafeBufferPointer { cosines in
            sines.withUnsafeBufferPointer { sines in
                for row in 0..<x.rows {
                    let offset = (row % length) * dim
                    for head in 0..<heads {
                        let values = x.base + row * x.columns + head * dim
                        for pair in 0..<pairs {
                            let (i, j) = (pair * step, pair * step + partner)
                            let (c, s) = (cosines[offset + i], sign * sines[offset + i])
                            let (a, b) = (values[i], values[j])
                            values[i] = a * c - b * s
                            values[j] = b * c + a * s
                        }
                    }
                }
            }
        }
    }
}
