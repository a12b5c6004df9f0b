extension PixelImage {
    /// The picture as the encoder takes it: padded to a square with CLIP's mean colour, the picture in the middle, and resized to
    /// `side` pixels, bicubic.
    ///
    /// That is ParGo's and LLaVA's own way; nothing is cropped. A picture of the right size is left as it is.
    public func fitted(to side: Int) -> PixelImage {
        let square = padded()
        return square.width == side ? square : square.resized(side, side)
    }

    private func padded() -> PixelImage {
        guard width != height else { return self }
        let side = max(width, height)
        let ground = Self.mean.map { UInt8(255 * $0) }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(side * side * 3)
        for _ in 0..<side * side { pixels += ground }
        let (left, top) = ((side - width) / 2, (side - height) / 2)
        for row in 0..<height {
            let target = ((top + row) * side + left) * 3
            pixels.replaceSubrange(
                target..<target + width * 3,
                with: self.pixels[row * width * 3..<(row + 1) * width * 3]
            )
        }
        return PixelImage(width: side, height: side, pixels: pixels)
    }

    /// Resized by Keys' bicubic filter (a = -1/2), widened where pixels are lost, so that nothing of the picture is skipped: first
    /// across, then down, with 22-bit weights and bytes between, which gives Pillow's pixels.
    func resized(_ newWidth: Int, _ newHeight: Int) -> PixelImage {
        let across = newWidth == width ? self : filtered(newWidth)
        if newHeight == height { return across }
        return across.transposed().filtered(newHeight).transposed()
    }

    private func filtered(_ newWidth: Int) -> PixelImage {
        let taps = Self.taps(from: width, to: newWidth)
        var result = [UInt8](repeating: 0, count: newWidth * height * 3)
        for row in 0..<height {
            for (column, tap) in taps.enumerated() {
                let source = (row * width + tap.first) * 3
                for channel in 0..<3 {
                    var sum = 1 << (Self.weightBits - 1)
                    for (index, weight) in tap.weights.enumerated() {
                        sum += weight * Int(pixels[source + index * 3 + channel])
                    }
                    result[(row * newWidth + column) * 3 + channel] = UInt8(min(max(sum >> Self.weightBits, 0), 255))
                }
            }
        }
        return PixelImage(width: newWidth, height: height, pixels: result)
    }

    private func transposed() -> PixelImage {
        var result = [UInt8](repeating: 0, count: pixels.count)
        for row in 0..<height {
            for column in 0..<width {
                for channel in 0..<3 {
                    result[(column * height + row) * 3 + channel] = pixels[(row * width + column) * 3 + channel]
                }
            }
        }
        return PixelImage(width: height, height: width, pixels: result)
    }

    private static let weightBits = 22

    /// For each new pixel the first old one that counts, and the weights of it and those after it, as whole numbers.
    private static func taps(from count: Int, to newCount: Int) -> [(first: Int, weights: [Int])] {
        let scale = Double(count) / Double(newCount)
        let width = max(scale, 1)
        let support = 2 * width
        return (0..<newCount)
            .map { place in
                let centre = (Double(place) + 0.5) * scale
                let first = max(Int(centre - support + 0.5), 0)
                let end = min(Int(centre + support + 0.5), count)
                let raw = (first..<end).map { cubic((Double($0) - centre + 0.5) / width) }
                let sum = raw.reduce(0, +)
                let weights = raw.map { weight in
                    let exact = weight / sum * Double(1 << weightBits)
                    return Int(exact + (exact < 0 ? -0.5 : 0.5))
                }
                return (first, weights)
            }
    }

    /// Keys' kernel of 1981 with a = -1/2.
    private static func cubic(_ x: Double) -> Double {
        let (a, x) = (-0.5, abs(x))
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
        return 0
    }
}
