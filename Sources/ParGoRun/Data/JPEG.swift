import CJPEG

/// Reading JPEG through libjpeg-turbo.
///
/// No other file imports it.
public enum JPEG {
    /// What libjpeg-turbo said of bytes that it could not read.
    public struct Failure: Error, CustomStringConvertible {
        /// The library's own words.
        public let reason: String

        /// The reason as a sentence.
        public var description: String { "cannot be decoded, libjpeg says: \(reason)" }
    }

    /// The most pixels that are read: a header may claim any size, and memory is taken before the data is seen.
    public static let mostPixels = 100_000_000

    /// The picture in a JPEG file's bytes, baseline or progressive, grey, colour or CMYK.
    ///
    /// A rotation that the camera noted in EXIF is not applied, as in LLaVA's and ParGo's loaders. Throws for a file that is cut
    /// short, which the library would fill with grey.
    public static func decode(_ bytes: [UInt8]) throws(Failure) -> PixelImage {
        guard let handle = tjInitDecompress() else { throw Failure(reason: "it could not be started") }
        defer { tjDestroy(handle) }
        var (width, height, subsampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let length = UInt(bytes.count)
        guard tjDecompressHeader3(handle, bytes, length, &width, &height, &subsampling, &space) == 0 else {
            throw Failure(reason: message(handle))
        }
        guard width > 0, height > 0, Int(width) * Int(height) <= mostPixels else {
            throw Failure(reason: "\(width) x \(height) pixels is more than \(mostPixels)")
        }
        let isCMYK = space == Int32(TJCS_CMYK.rawValue) || space == Int32(TJCS_YCCK.rawValue)
        let format = isCMYK ? TJPF_CMYK : TJPF_RGB
        let channels = isCMYK ? 4 : 3
        var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
        if tjDecompress2(handle, bytes, length, &pixels, width, 0, height, format.rawValue, 0) != 0 {
            let text = message(handle)
            // Stray bytes between parts are common in files from the web, and every pixel is there.
            let isHarmless =
                tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue) && text.contains("extraneous bytes")
            guard isHarmless else { throw Failure(reason: text) }
        }
        if isCMYK { pixels = red(ofInverted: pixels) }
        return PixelImage(width: Int(width), height: Int(height), pixels: pixels)
    }

    /// Red, green and blue of inverted CMYK, which is what programs write into JPEG files.
    private static func red(ofInverted pixels: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(pixels.count / 4 * 3)
        for start in stride(from: 0, to: pixels.count, by: 4) {
            let black = Int(pixels[start + 3])
            for channel in 0..<3 {
                // Rounded in whole numbers as Pillow does: the ink's part of what black leaves.
                let ink = (255 - Int(pixels[start + channel])) * black + 128
                result.append(UInt8(max(black - ((ink >> 8) + ink) >> 8, 0)))
            }
        }
        return result
    }

    private static func message(_ handle: tjhandle) -> String { String(cString: tjGetErrorStr2(handle)) }
}
