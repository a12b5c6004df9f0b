import Foundation
import ParGoRun
import TestSupport
import Testing

/// Other people's pictures: the pixels that Pillow 13 reads and resizes are the reference, as digests.
@Suite struct PictureTests {
    private static func digest(_ picture: PixelImage) -> String {
        var key = ContentKey()
        picture.pixels.withUnsafeBytes { key.add($0) }
        return key.description
    }

    /// 13 x 7 pixels, written by Pillow in five ways.
    private static func file(_ name: String) throws -> [UInt8] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Pictures")
        return try DiskFile.read(folder.appending(path: "\(name).jpg"))
    }

    @Test(arguments: [
        ("baseline", "48a085c50feaa481"), ("progressive", "48a085c50feaa481"), ("grey", "9131933de4f9cfb4"),
        ("cmyk", "be81777300d78ab5"), ("full-chroma", "da772165548e86bb"),
    ])
    func jpegGivesPillowsPixels(name: String, digest: String) throws {
        let picture = try PixelImage(decoding: Self.file(name))
        #expect((picture.width, picture.height) == (13, 7))
        #expect(Self.digest(picture) == digest)
    }

    /// Red across, green down, blue without order.
    private static func ramp(_ width: Int, _ height: Int) -> PixelImage {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                pixels += [UInt8(x * 255 / (width - 1)), UInt8(y * 255 / (height - 1)), UInt8(x * y * 37 % 256)]
            }
        }
        return PixelImage(width: width, height: height, pixels: pixels)
    }

    @Test(arguments: [
        (13, 7, 4, "c481bc700f8ac84f"), (13, 7, 24, "a9e67ab64d3bd660"), (64, 48, 48, "6ff9cb78bc8d8eee"),
        (5, 9, 9, "8d2e4907280a48bb"), (300, 200, 48, "b0c5d5218029c264"),
    ])
    func fittingGivesPillowsPixels(width: Int, height: Int, side: Int, digest: String) {
        let fitted = Self.ramp(width, height).fitted(to: side)
        #expect((fitted.width, fitted.height) == (side, side))
        #expect(Self.digest(fitted) == digest)
    }

    @Test func aPictureOfTheRightSizeIsLeftAlone() {
        let picture = Self.ramp(48, 48)
        #expect(picture.fitted(to: 48) == picture)
    }

    @Test(arguments: ["baseline", "progressive", "cmyk"]) func aJPEGThatIsCutShortIsRefused(name: String) throws {
        let bytes = try Self.file(name)
        for length in stride(from: 2, to: bytes.count - 40, by: 31) {
            #expect(throws: JPEG.Failure.self) { try JPEG.decode(Array(bytes.prefix(length))) }
        }
    }

    @Test func whatIsNoPictureIsSaidToBeNone() throws {
        for (bytes, words) in [([UInt8]("GIF89a".utf8), "is neither PNG nor JPEG"), ([], "is empty")] {
            let error = #expect(throws: PixelImage.UnknownFormat.self) { try PixelImage(decoding: bytes) }
            #expect(error?.description.hasPrefix(words) == true)
        }
    }

    /// A header that claims 65,535 x 65,535 pixels takes no memory for them.
    @Test func aHugeClaimIsRefused() throws {
        var bytes = try Self.file("baseline")
        let frame = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(throws: JPEG.Failure.self) { try JPEG.decode(bytes) }
    }

    @Test(arguments: ["baseline", "progressive", "grey", "cmyk"]) func damagedJPEGNeverCrashes(name: String) throws {
        let bytes = try Self.file(name)
        var generator = SeededGenerator(seed: 8, stream: name)
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0...generator.below(4) {
                damaged[generator.below(damaged.count)] = UInt8(truncatingIfNeeded: generator.next())
            }
            // Damage may leave a picture, of any size up to the limit; it must only never crash.
            guard let picture = try? PixelImage(decoding: damaged), picture.pixels.count < 1 << 22 else { continue }
            _ = picture.fitted(to: 16)
        }
    }
}
