#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The frozen encoder's features of each image of a list, computed once and kept on disk by content.
///
/// Shapes: (images * V, width).
public struct FeatureTable {
    private let features: Tensor
    private let patches: Int

    /// The features of `images`, from the cache or through the encoder.
    ///
    /// The cache's key is that of the encoder's weights and of each image file's bytes, in order.
    public init(
        _ images: ImageList,
        encoder: VisionEncoder,
        encoderKey: String,
        cache: Cache,
        report: TrainerReport
    ) throws {
        patches = encoder.shape.patches
        var (key, files) = (ContentKey(encoderKey), [[UInt8]]())
        for file in images.files {
            let bytes = try DiskFile.read(file)
            bytes.withUnsafeBytes { key.add($0) }
            files.append(bytes)
        }
        let entry = try cache.entry("features-\(key).safetensors") { target in
            try report(.message("Computing the vision encoder's features of \(files.count) images"))
            let computed = try Self.compute(images, files, encoder, report)
            try DiskFile.write(target, Safetensors.encode([("features", computed)]))
        }
        features = try Self.read(entry, shape: [images.files.count * patches, encoder.shape.width])
    }

    /// Random features of `images` images, for measurements.
    init(random images: Int, _ configuration: TrainerConfiguration) {
        var generator = SeededGenerator(seed: 0, stream: "benchmark/features")
        patches = configuration.visualTokens
        features = Tensor([images * patches, configuration.vision.width])
        for index in 0..<features.count { features.base[index] = generator.normal() }
    }

    private static func read(_ file: URL, shape: [Int]) throws -> Tensor {
        let found = try Safetensors.decode(DiskFile.read(file))["features"]
        guard let found, found.shape == shape else {
            throw TrainingFailure.weight(name: "features", expected: shape, found: found?.shape, file: file.path)
        }
        return found
    }

    private static func compute(
        _ images: ImageList,
        _ files: [[UInt8]],
        _ encoder: VisionEncoder,
        _ report: TrainerReport
    ) throws -> Tensor {
        let (side, count) = (encoder.shape.image, files.count)
        let size = encoder.shape.patches * encoder.shape.width
        let result = Tensor([count * encoder.shape.patches, encoder.shape.width])
        let pixels = Tensor()
        for start in stride(from: 0, to: count, by: 50) {
            let end = min(start + 50, count)
            pixels.resize([end - start, 3, side, side])
            for index in start..<end {
                let picture = try decode(files[index], images.files[index], side: side)
                picture.normalize(to: pixels.base + (index - start) * 3 * side * side)
            }
            let output = encoder.forward(pixels)
            (result.base + start * size).update(from: output.base, count: output.count)
            try report(.progress(done: end, total: count, unit: "image"))
        }
        return result
    }

    private static func decode(_ bytes: [UInt8], _ file: URL, side: Int) throws -> PixelImage {
        let picture: PixelImage
        do { picture = try PNG.decode(bytes) } catch { throw FileFailure(file, "\(error)") }
        guard picture.width == side, picture.height == side else {
            throw FileFailure(
                file,
                "is \(picture.width) x \(picture.height) pixels, the encoder takes \(side) x \(side)"
            )
        }
        return picture
    }

    /// The features of these images, one after another, copied to `target`: (count * V, width).
    public func gather(_ images: [Int], into target: Tensor) -> Tensor {
        let size = patches * features.columns
        target.resize([images.count * patches, features.columns])
        for (place, image) in images.enumerated() {
            (target.base + place * size).update(from: features.base + image * size, count: size)
        }
        return target
    }
}
