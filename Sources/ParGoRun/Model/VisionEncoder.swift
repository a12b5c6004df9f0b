/// An EVA-02-style vision transformer: patches, class token, learned positions, blocks, then `ln_vision`.
///
/// Shapes: pixels (batch, 3, side, side) to features (batch * V, width), V = (side / patch)^2, the class token dropped.
/// As in the released ParGo code the last block's output goes to `ln_vision` without the encoder's own final norm.
public final class VisionEncoder {
    /// The sizes that decide the weights' shapes.
    public struct Shape: Equatable, Sendable {
        /// Side of the square image and of a patch, in pixels.
        public var (image, patch) = (48, 8)
        /// Vector width, blocks, heads, and width inside SwiGLU.
        public var (width, depth, heads, ffn) = (64, 2, 4, 170)

        /// The base of the rotary angles.
        public var rotaryBase = 10_000.0
        /// What the blocks' norms add to the variance; `ln_vision` has the 1e-5 of the released code.
        public var normEpsilon = 1e-6

        /// Small defaults.
        public init() {}

        /// Patches along one side.
        public var side: Int { image / patch }
        /// V: patches in all.
        public var patches: Int { side * side }
    }

    /// The sizes.
    public let shape: Shape
    private let patchEmbedding: Linear
    private let classToken: Parameter
    private let positions: Parameter
    private let blocks: [VisionBlock]
    private let norm: LayerNorm
    private var relay = ActivationRelay()
    private let patchPixels = Tensor()
    private let embedded = Tensor()
    private let patchFeatures = Tensor()
    private let tokenGradient = Tensor()
    private let patchGradient = Tensor()

    /// An encoder with fresh weights.
    public init(_ shape: Shape, _ generator: inout SeededGenerator) {
        self.shape = shape
        let width = shape.width
        let inputs = 3 * shape.patch * shape.patch
        patchEmbedding = Linear(
            "visual_encoder.patch_embed.proj",
            from: inputs,
            to: width,
            hasBias: true,
            kernel: [3, shape.patch, shape.patch]
        )
        patchEmbedding.initializeUniform(&generator)
        classToken = Parameter("visual_encoder.cls_token", [1, 1, width])
        classToken.fillNormal(deviation: 0.02, &generator)
        positions = Parameter("visual_encoder.pos_embed", [1, 1 + shape.patches, width])
        positions.fillNormal(deviation: 0.02, &generator)
        let rotary = RotaryEmbedding.grid(
            side: shape.side,
            headDim: width / shape.heads,
            pretrainedSide: 16,
            leading: 1,
            base: shape.rotaryBase
        )
        var made: [VisionBlock] = []
        for index in 0..<shape.depth { made.append(VisionBlock(index, shape, rotary: rotary, &generator)) }
        blocks = made
        norm = LayerNorm("ln_vision", width: width, epsilon: 1e-5)
    }

    /// Each weight, in the order of a forward pass.
    ///
    /// `visual_encoder.patch_embed.proj.weight` has the convolution's kernel unrolled, (width, 3 * patch * patch), in
    /// memory, and as (width, 3, patch, patch) in files.
    public var parameters: [Parameter] {
        patchEmbedding.parameters + [classToken, positions] + blocks.flatMap(\.parameters) + norm.parameters
    }

    /// Normalised `pixels` (batch, 3, side, side) to features (batch * V, width).
    public func forward(_ pixels: Tensor) -> Tensor {
        let (batch, side) = (pixels.shape[0], shape.image)
        precondition(pixels.shape == [batch, 3, side, side], "VisionEncoder: pixels \(pixels.shape) for side \(side)")
        var x = embed(patchEmbedding.forward(unroll(pixels, batch)), batch)
        let isFrozen = norm.weight.isFrozen
        for (index, block) in blocks.enumerated() {
            // Nobody goes back through a frozen encoder: its blocks have one memory between them.
            if isFrozen { relay.hand(to: index, of: blocks) }
            x = block.forward(x, batch: batch)
        }
        return norm.forward(dropClass(x, batch))
    }

    /// Adds each weight's gradient for the features' `gradient` (batch * V, width).
    public func backward(_ gradient: Tensor) {
        let (patches, width) = (shape.patches, shape.width)
        let batch = gradient.rows / patches
        let above = norm.backward(gradient)
        tokenGradient.resize([batch * (1 + patches), width])
        for sample in 0..<batch {
            let target = tokenGradient.base + sample * (1 + patches) * width
            target.update(repeating: 0, count: width)
            (target + width).update(from: above.base + sample * patches * width, count: patches * width)
        }
        var change = tokenGradient
        for block in blocks.reversed() { change = block.backward(change, batch: batch) }
        backwardEmbedding(change, batch)
    }

    private func backwardEmbedding(_ change: Tensor, _ batch: Int) {
        let (patches, width) = (shape.patches, shape.width)
        patchGradient.resize([batch * patches, width])
        for sample in 0..<batch {
            let source = change.base + sample * (1 + patches) * width
            (patchGradient.base + sample * patches * width).update(from: source + width, count: patches * width)
            guard !positions.isFrozen else { continue }
            for index in 0..<width { classToken.gradient.base[index] += source[index] }
            for index in 0..<positions.value.count { positions.gradient.base[index] += source[index] }
        }
        patchEmbedding.backwardWeights(patchGradient)
    }

    /// Each patch's pixels in the order channel, row, column: (batch * V, 3 * patch * patch).
    private func unroll(_ pixels: Tensor, _ batch: Int) -> Tensor {
        let (side, patch, grid) = (shape.image, shape.patch, shape.side)
        patchPixels.resize([batch * shape.patches, 3 * patch * patch])
        var target = patchPixels.base
        for sample in 0..<batch {
            for cell in 0..<shape.patches {
                for channel in 0..<3 {
                    for line in 0..<patch {
                        let row = (cell / grid) * patch + line
                        let start = ((sample * 3 + channel) * side + row) * side + (cell % grid) * patch
                        target.update(from: pixels.base + start, count: patch)
                        target += patch
                    }
                }
            }
        }
        return patchPixels
    }

    private func embed(_ patches: Tensor, _ batch: Int) -> Tensor {
        let (count, width) = (shape.patches, shape.width)
        embedded.resize([batch * (1 + count), width])
        for sample in 0..<batch {
            let target = embedded.base + sample * (1 + count) * width
            target.update(from: classToken.value.base, count: width)
            (target + width).update(from: patches.base + sample * count * width, count: count * width)
            for index in 0..<positions.value.count { target[index] += positions.value.base[index] }
        }
        return embedded
    }

    private func dropClass(_ x: Tensor, _ batch: Int) -> Tensor {
        let (count, width) = (shape.patches, shape.width)
        patchFeatures.resize([batch * count, width])
        for sample in 0..<batch {
            let source = x.base + (sample * (1 + count) + 1) * width
            (patchFeatures.base + sample * count * width).update(from: source, count: count * width)
        }
        return patchFeatures
    }
}

extension VisionEncoder.Shape: CustomStringConvertible {
    /// What caches and checkpoints are named after: the sizes, and the rest where it is not what it usually is.
    public var description: String {
        let sizes = "image: \(image), patch: \(patch), width: \(width), depth: \(depth), heads: \(heads), ffn: \(ffn)"
        let usual = Self()
        let base = rotaryBase == usual.rotaryBase ? "" : ", rotaryBase: \(rotaryBase)"
        let epsilon = normEpsilon == usual.normEpsilon ? "" : ", normEpsilon: \(normEpsilon)"
        return "Shape(\(sizes)\(base)\(epsilon))"
    }
}
