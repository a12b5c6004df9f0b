import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which part of the model, with which weights, on which tensors.
struct PartOptions: ParsableArguments {
    @Option(name: .long, help: "vision, projector, llm or model.", transform: Self.part)
    var part: ModelPart

    @Option(name: .long, help: ArgumentHelp("The configuration, a config.json.", valueName: "file"))
    var config: String

    @Option(
        name: .long,
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Weights: safetensors files, indexes of shards, or folders with them in it; several make one model.",
            valueName: "path"
        )
    )
    var weights: [String]

    @Option(name: .long, help: ArgumentHelp("The tensors that go in, a safetensors file.", valueName: "file"))
    var inputs: String

    @Option(name: .long, help: ArgumentHelp("Where the result goes, a safetensors file.", valueName: "file"))
    var outputs: String

    private static func part(_ word: String) throws -> ModelPart {
        if let part = ModelPart(rawValue: word) { return part }
        let names = ModelPart.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no part '\(word)'; parts: \(names).")
    }

    func validate() throws {
        guard !weights.isEmpty else { throw ValidationError("--weights names no file.") }
    }

    /// Loads the part, does the work on its inputs, and writes what comes of it.
    ///
    /// Wrong configurations, weights and inputs exit with 65, anything else that fails with 1.
    func perform(
        withGradients: Bool,
        _ work: (PartModel, PartInputs) throws -> [(name: String, tensor: Tensor)]
    ) throws {
        let result: [(name: String, tensor: Tensor)]
        do {
            try Processor.check()
            let configuration = try readConfiguration()
            let source = try WeightSource(weights.map { URL(filePath: $0) })
            let model = try PartModel(part, configuration, source, withGradients: withGradients)
            for line in model.report { StandardError.write("\(line)\n") }
            result = try work(model, PartInputs(URL(filePath: inputs)))
        } catch let error as TrainingFailure {
            throw Self.fail(1, "\(error)")
        } catch {
            throw Self.fail(65, "\(error)")
        }
        do { try Safetensors.write(result, to: URL(filePath: outputs)) } catch { throw Self.fail(1, "\(error)") }
    }

    private func readConfiguration() throws -> TrainerConfiguration {
        let file = URL(filePath: config)
        do {
            return try TrainerConfiguration(json: DiskFile.read(file))
        } catch let error as ConfigurationError {
            throw FileFailure(file, "\(error)")
        }
    }

    private static func fail(_ code: Int32, _ line: String) -> ExitCode {
        StandardError.write("pargo-run: \(line)\n")
        return ExitCode(code)
    }
}

/// Runs one part of the model on tensors.
struct ForwardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward",
        abstract: "Run one part of the model by itself: tensors in, tensors out.",
        discussion: """
            vision     pixels (B, 3, H, H), normalised       to features (B, V, W)
            projector  visual (B, V, W)                      to tokens (B, Q, D)
            llm        input_ids (B, T), visual_tokens       to logits (B, Q + T, vocabulary)
            model      pixels, input_ids                     to logits

            visual_tokens (B, Q, D) are optional and stand behind the first token, as do the model's own unless input_ids has \
            -200 for each of them. With labels, one for each position of the logits and -100 where none is to be learned, \
            the mean loss is written too.
            """
    )

    @OptionGroup var options: PartOptions

    func run() throws {
        try options.perform(withGradients: false) { model, inputs in
            let result = try model.forward(inputs)
            for (name, tensor) in result {
                let value = tensor.count == 1 ? " \(tensor[0])" : ""
                StandardOutput.write("\(name) \(tensor.shape)\(value)\n")
            }
            return result
        }
    }
}

/// Writes the gradients of one part of the model.
struct GradientsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gradients",
        abstract: "Write the gradient of each weight of one part of the model.",
        discussion: """
            Inputs are those of `pargo-run forward`, and the output's cotangent: written is the gradient of the sum of output \
            times cotangent, or, with labels in its place, of the mean loss. Each gradient has the name and the shape that \
            its weight has in --weights.
            """
    )

    @OptionGroup var options: PartOptions

    func run() throws {
        try options.perform(withGradients: true) { model, inputs in
            let result = try model.gradients(inputs)
            StandardOutput.write("\(result.count) gradients\n")
            return result
        }
    }
}
