import CPNG

/// Reading and writing PNG through libpng's simplified interface.
///
/// No other file imports libpng.
public enum PNG {
    /// What libpng said of bytes that it could not read or an image that it could not write.
    public struct Failure: Error, CustomStringConvertible {
        /// libpng's own words.
        public let reason: String

        /// The reason as a sentence.
        public var description: String { "cannot be decoded, libpng says: \(reason)" }
    }

    /// The largest side that is read: a header may claim any size, and memory is taken before the data is seen.
    public static let largestSide = 16_384

    /// The picture in a PNG file's bytes; transparency is laid on white, as ParGo's loader does.
    public static func decode(_ bytes: [UInt8]) throws(Failure) -> PixelImage {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard bytes.withUnsafeBytes({ png_image_begin_read_from_memory(&image, $0.baseAddress, $0.count) }) != 0 else {
            throw Failure(reason: message(image))
        }
        let (width, height) = (Int(image.width), Int(image.height))
        guard width <= largestSide, height <= largestSide else {
            throw Failure(reason: "\(width) x \(height) pixels is more than \(largestSide) a side")
        }
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        var white = png_color(red: 255, green: 255, blue: 255)
        guard png_image_finish_read(&image, &white, &pixels, 0, nil) != 0 else { throw Failure(reason: message(image)) }
        return PixelImage(width: width, height: height, pixels: pixels)
    }

    /// The bytes of a PNG file of the picture.
    ///
    /// The same picture gives the same bytes.
    public static func encode(_ picture: PixelImage) throws(Failure) -> [UInt8] {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        image.width = png_uint_32(picture.width)
        image.height = png_uint_32(picture.height)
        image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
        // For tiny noisy pictures compression's effort buys nothing.
        image.flags = png_uint_32(PNG_IMAGE_FLAG_FAST)
        defer { png_image_free(&image) }
        var size = picture.pixels.count + picture.height * 8 + 4096
        var bytes = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&image, &bytes, &size, 0, picture.pixels, 0, nil) != 0 else {
            throw Failure(reason: message(image))
        }
        return Array(bytes.prefix(size))
    }

    private static func message(_ image: png_image) -> String {
        withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
