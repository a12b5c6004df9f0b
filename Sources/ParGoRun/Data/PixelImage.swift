/// An 8-bit RGB picture in memory.
public struct PixelImage: Equatable, Sendable {
    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// Red, green, blue of each pixel, row by row from the top: `width * height * 3` bytes.
    public let pixels: [UInt8]

    /// A picture of these bytes.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(pixels.count == width * height * 3, "PixelImage: \(pixels.count) bytes for \(width) x \(height)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// CLIP's mean of each channel, for values of 0 to 1.
    static let mean: [Float] = [0.481_454_66, 0.457_827_5, 0.408_210_73]
    /// CLIP's standard deviation of each channel.
    static let deviation: [Float] = [0.268_629_54, 0.261_302_58, 0.275_777_11]

    /// Writes the picture as CLIP-normalised floats, channel by channel: (3, height, width).
    func normalize(to target: UnsafeMutablePointer<Float>) {
        let plane = width * height
        for channel in 0..<3 {
            let scale = 1 / (255 * Self.deviation[channel])
            let shift = Self.mean[channel] / Self.deviation[channel]
            for index in 0..<plane {
                target[channel * plane + index] = Float(pixels[index * 3 + channel]) * scale - shift
            }
        }
    }
}
