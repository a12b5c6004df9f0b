extension Scene {
    /// Draws the scene with a little noise in ground and colours, so that no two pictures are alike.
    public func draw(side: Int, _ generator: inout SeededGenerator) -> PixelImage {
        let ground = Float(70 + generator.below(40))
        var pixels = [UInt8](repeating: 0, count: side * side * 3)
        for index in 0..<side * side {
            let level = ground + Float(generator.below(17)) - 8
            for channel in 0..<3 { pixels[index * 3 + channel] = UInt8(level) }
        }
        for object in objects {
            let tint = SIMD3<Float>(
                Float(generator.below(31)) - 15,
                Float(generator.below(31)) - 15,
                Float(generator.below(31)) - 15
            )
            Self.draw(object, tint: tint, into: &pixels, side: side)
        }
        return PixelImage(width: side, height: side, pixels: pixels)
    }

    private static func draw(_ object: Object, tint: SIMD3<Float>, into pixels: inout [UInt8], side: Int) {
        let cell = Float(side) / 3
        let centre = SIMD2(Float(object.cell.column), Float(object.cell.row)) + 0.5 + object.offset
        let radius = object.size == .large ? Float(0.4) : 0.26
        let color = (object.kind.color.rgb + tint)
            .clamped(
                lowerBound: SIMD3(repeating: 0),
                upperBound: SIMD3(repeating: 255)
            )
        for row in 0..<side {
            for column in 0..<side {
                let point = SIMD2(Float(column) + 0.5, Float(row) + 0.5) / cell
                guard object.kind.shape.contains((point - centre) / radius) else { continue }
                for channel in 0..<3 { pixels[(row * side + column) * 3 + channel] = UInt8(color[channel]) }
            }
        }
    }

    /// The object that covers most of each patch, in raster order of the patches; nil where there is only ground.
    public func objects(patch: Int, side: Int) -> [Object?] {
        let (grid, cell) = (side / patch, Float(side) / 3)
        return (0..<grid * grid)
            .map { index in
                let covered = objects.map { object in
                    let centre = SIMD2(Float(object.cell.column), Float(object.cell.row)) + 0.5 + object.offset
                    return (0..<patch * patch)
                        .count { pixel in
                            let column = Float((index % grid) * patch + pixel % patch) + 0.5
                            let row = Float((index / grid) * patch + pixel / patch) + 0.5
                            let point =
                                (SIMD2(column, row) / cell - centre) / (object.size == .large ? Float(0.4) : 0.26)
                            return object.kind.shape.contains(point)
                        }
                }
                guard let most = covered.max(), most > 0 else { return nil }
                return zip(objects, covered).first { $0.1 == most }?.0
            }
    }
}

extension Scene.Color {
    /// Red, green and blue, 0 to 255.
    var rgb: SIMD3<Float> {
        switch self {
        case .red: SIMD3(220, 40, 40)
        case .green: SIMD3(40, 180, 60)
        case .blue: SIMD3(50, 80, 220)
        case .yellow: SIMD3(230, 210, 50)
        }
    }
}

extension Scene.Shape {
    /// Whether a point is inside the shape of radius 1 around the origin; y grows downwards.
    func contains(_ point: SIMD2<Float>) -> Bool {
        let (x, y) = (abs(point.x), point.y)
        switch self {
        case .circle: return x * x + y * y <= 1
        case .square: return x <= 0.85 && abs(y) <= 0.85
        case .triangle: return y <= 0.9 && y >= -1 && x <= (y + 1) * 0.53
        case .cross: return (x <= 0.33 && abs(y) <= 1) || (abs(y) <= 0.33 && x <= 1)
        case .glyph(let glyph): return glyph.contains(point)
        }
    }
}
