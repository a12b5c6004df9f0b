#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The frozen encoder's features of each image of a list, computed once and kept on disk by content.
///
/// Shapes: (images * V, width).
public struct FeatureTable {
    /// The file in the address space, or made-up features: what keeps `base` alive.
    private enum Owner {
        case file(MappedTensors)
        case memory(Tensor)
    }

    private let owner: Owner
    private let base: UnsafePointer<Float>
    private let (patches, width): (Int, Int)
    /// Images in one pass of the encoder.
    static let imagesAtATime = 50

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
        (patches, width) = (encoder.shape.patches, encoder.shape.width)
        var key = ContentKey(encoderKey)
        for index in 0..<images.count { try images.bytes(index).withUnsafeBytes { key.add($0) } }
        let entry = try cache.entry("features-\(key).safetensors") { target in
            try report(.message("Computing the vision encoder's features of \(images.count) images"))
            try Self.compute(images, encoder, target, report)
        }
        (owner, base) = try Self.map(entry, shape: [images.count * patches, width])
    }

    /// Random features of `images` images, for measurements.
    init(random images: Int, _ configuration: TrainerConfiguration) {
        var generator = SeededGenerator(seed: 0, stream: "benchmark/features")
        patches = configuration.visualTokens
        width = configuration.vision.width
        let features = Tensor([images * patches, width])
        for index in 0..<features.count { features.base[index] = generator.normal() }
        (owner, base) = (.memory(features), UnsafePointer(features.base))
    }

    private static func map(_ url: URL, shape: [Int]) throws -> (Owner, UnsafePointer<Float>) {
        let file = try MappedTensors(url)
        let entry = file.header.entries["features"]
        guard let entry, entry.shape == shape, entry.type == .float, entry.range.lowerBound % 4 == 0,
            let bytes = file.bytes(entry).baseAddress
        else {
            throw TrainingFailure.weight(name: "features", expected: shape, found: entry?.shape, file: url.path)
        }
        return (.file(file), bytes.assumingMemoryBound(to: Float.self))
    }

    /// Writes each pass's features as they come: all of them together may be larger than memory.
    private static func compute(
        _ images: ImageList,
        _ encoder: VisionEncoder,
        _ target: URL,
        _ report: TrainerReport
    ) throws {
        let (side, count) = (encoder.shape.image, images.count)
        let shape = [count * encoder.shape.patches, encoder.shape.width]
        let writer = try TensorWriter(target, name: "features", shape: shape)
        let pixels = Tensor()
        for start in stride(from: 0, to: count, by: imagesAtATime) {
            let end = min(start + imagesAtATime, count)
            pixels.resize([end - start, 3, side, side])
            for index in start..<end {
                let picture = try images.picture(index).fitted(to: side)
                picture.normalize(to: pixels.base + (index - start) * 3 * side * side)
            }
            try writer.append(encoder.forward(pixels))
            try report(.progress(done: end, total: count, unit: "image"))
        }
        try writer.finish()
    }

    /// The features of these images, one after another, copied to `target`: (count * V, width).
    public func gather(_ images: [Int], into target: Tensor) -> Tensor {
        let size = patches * width
        target.resize([images.count * patches, width])
        withExtendedLifetime(owner) {
            for (place, image) in images.enumerated() {
                (target.base + place * size).update(from: base + image * size, count: size)
            }
        }
        return target
    }
}
