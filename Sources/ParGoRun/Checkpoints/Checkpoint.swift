#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// All that a training run needs to go on as if it had never stopped: weights, the optimizer's running means, the place in
/// the data, and what has been added up since the last logged point.
///
/// A safetensors file: each trained weight under its own name, `optimizer.mean.NAME` and `optimizer.square.NAME` beside
/// it, and the rest as text in `__metadata__`. Random numbers need no memory: streams are named after the step.
struct Checkpoint {
    /// Where a run stands.
    struct Position: Equatable {
        /// 1 or 2.
        var stage: Int
        /// Steps of that stage that are done.
        var step: Int
        /// What the loop has added up since its last logged point.
        var sums: TrainingLoop.Sums
    }

    let position: Position
    private let tensors: [String: Tensor]

    /// The version of the format; a file of another one is refused.
    static let format = "pargo-run checkpoint 1"

    /// Writes a checkpoint under a temporary name, makes sure that it is on disk, and renames it.
    static func write(_ position: Position, _ optimizer: AdamW, owner: CheckpointOwner, to url: URL) throws {
        var tensors: [(name: String, tensor: Tensor)] = []
        for slot in optimizer.slots {
            let name = slot.parameter.name
            tensors += [
                (name, slot.parameter.value), ("optimizer.mean.\(name)", slot.mean),
                ("optimizer.square.\(name)", slot.square),
            ]
        }
        let sums = position.sums
        let metadata = [
            "format": format, "configuration": owner.configuration, "workers": "\(owner.workers)",
            "stage": "\(position.stage)", "step": "\(position.step)", "updates": "\(optimizer.step)",
            "sums": "\(sums.loss.bitPattern) \(sums.accuracy.bitPattern) \(sums.steps) \(sums.positions)",
        ]
        try Safetensors.write(tensors, metadata: metadata, to: url)
    }

    /// Reads a checkpoint of this very configuration and number of workers.
    init(_ url: URL, owner: CheckpointOwner) throws {
        let bytes = try DiskFile.read(url)
        let metadata: [String: String]
        do {
            metadata = try Safetensors.metadata(bytes)
            tensors = try Safetensors.decode(bytes)
        } catch {
            throw FileFailure(url, "\(error)")
        }
        guard metadata["format"] == Self.format else {
            throw FileFailure(url, "is no checkpoint of this version (\(metadata["format"] ?? "no format named"))")
        }
        try owner.check(metadata, url)
        let sums = (metadata["sums"] ?? "").split(separator: " ")
        guard let stage = Int(metadata["stage"] ?? ""), let step = Int(metadata["step"] ?? ""), sums.count == 4,
            let loss = UInt64(sums[0]), let accuracy = UInt64(sums[1]), let steps = Int(sums[2]),
            let positions = Int(sums[3]), let updates = Int(metadata["updates"] ?? "")
        else { throw FileFailure(url, "does not say where its run stood") }
        self.updates = updates
        position = Position(
            stage: stage,
            step: step,
            sums: TrainingLoop.Sums(
                loss: Double(bitPattern: loss),
                accuracy: Double(bitPattern: accuracy),
                steps: steps,
                positions: positions
            )
        )
        self.url = url
    }

    private let updates: Int
    private let url: URL

    /// Puts weights and running means back.
    ///
    /// Throws, with nothing changed, when one is missing or has another shape.
    func restore(_ optimizer: AdamW) throws {
        let places = optimizer.slots.flatMap { slot in
            let name = slot.parameter.name
            return [
                (name, slot.parameter.value), ("optimizer.mean.\(name)", slot.mean),
                ("optimizer.square.\(name)", slot.square),
            ]
        }
        for (name, place) in places where tensors[name]?.shape != place.shape {
            throw TrainingFailure.weight(
                name: name,
                expected: place.shape,
                found: tensors[name]?.shape,
                file: url.path
            )
        }
        for (name, place) in places {
            if let tensor = tensors[name] { place.copy(tensor) }
        }
        optimizer.step = updates
    }
}

/// Whose checkpoints may be read: those of one configuration and one number of workers give the same bits.
struct CheckpointOwner {
    let configuration: String
    let workers: Int

    init(_ configuration: TrainerConfiguration, backbone: String, workers: Int) {
        self.configuration = configuration.trainingKey(backbone)
        self.workers = workers
    }

    func check(_ metadata: [String: String], _ url: URL) throws(FileFailure) {
        guard metadata["configuration"] == configuration else {
            throw FileFailure(url, "was made by another configuration or version; resume with the one it was made with")
        }
        guard let count = metadata["workers"].flatMap({ Int($0) }), count == workers else {
            throw FileFailure(
                url,
                """
                was made with \(metadata["workers"] ?? "?") threads, this run has \(workers): the losses would differ in \
                their last bits; resume with --threads \(metadata["workers"] ?? "N")
                """
            )
        }
    }
}

extension TrainerConfiguration {
    /// A key of everything that decides the weights after training: each key that is not at its default; `backbone`
    /// is the frozen parts' key.
    ///
    /// A key that a later version adds changes nothing here while it has its default.
    func trainingKey(_ backbone: String) -> String {
        let free = ["preset", "train.stage", "train.checkpoint_every", "train.keep", "train.recompute"]
        let usual = TrainerConfiguration()
        let set = ConfigurationTable.keys.filter { !free.contains($0.path) && !$0.path.hasPrefix("eval.") }
            .compactMap { key -> String? in
                let value = key.value(in: self)
                return value == key.value(in: usual) ? nil : "\(key.path)=\(value.text())"
            }
        return ContentKey("\(Schema.codeVersion) \(backbone) \(set)").description
    }
}
