import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Weight files: what is in them, and the same weights for other programs.
struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "List weight files, or write weights under the names of another program.",
        subcommands: [ConvertCommand.self, ListCommand.self]
    )

    static func fail(_ code: Int32, _ line: String) -> ExitCode {
        StandardError.write("pargo-run: \(line)\n")
        return ExitCode(code)
    }
}

/// Writes weights under the names of another program.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract:
            "Write weights under the names of timm, open_clip, EVA-CLIP, Hugging Face, the released ParGo code, or PEFT.",
        discussion: """
            timm, open_clip, eva   the vision encoder
            hf                     the language model, with the config.json that LlamaForCausalLM needs
            peft                   the low-rank updates, with adapter_config.json
            pargo                  all parts that there are, as the released code names them

            Weights are read under any of these names. What is missing, or has another shape than the configuration's, is an \
            error; what is left over is listed. With --run the weights are those that a run has trained, and the frozen parts \
            that it was trained beside.
            """
    )

    @Option(name: .long, help: "timm, open_clip, eva, hf, pargo or peft.", transform: Self.format)
    var to: WeightFormat

    @OptionGroup var source: WeightOptions

    @Option(name: .long, help: ArgumentHelp("f32, f16 or bf16.", valueName: "type"), transform: Self.type)
    var type = WeightType.float32

    @Flag(name: .long, help: "Add the low-rank updates into the language model's own maps (hf and pargo).")
    var merge = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A file that ends in .safetensors, or a folder, which gets the settings beside them.",
            valueName: "path"
        )
    )
    var output: String

    private static func format(_ word: String) throws -> WeightFormat {
        if let format = WeightFormat(rawValue: word) { return format }
        throw ValidationError(
            "There is no format '\(word)'; formats: \(WeightFormat.allCases.map(\.rawValue).joined(separator: ", "))."
        )
    }

    private static func type(_ word: String) throws -> WeightType {
        if let type = WeightType(rawValue: word) { return type }
        throw ValidationError("There is no type '\(word)'; types: f32, f16, bf16.")
    }

    func validate() throws {
        if merge, ![.huggingFace, .pargo].contains(to) {
            throw ValidationError(
                "--merge is for --to hf and --to pargo, which have the maps that the updates belong to."
            )
        }
    }

    func run() throws {
        let export: WeightExport
        do {
            try Processor.check()
            let (configuration, files) = try source.given()
            export = try WeightExport(configuration, WeightSource(files), to: to, merges: merge)
        } catch let error as TrainingFailure {
            throw WeightsCommand.fail(1, "\(error)")
        } catch {
            throw WeightsCommand.fail(65, "\(error)")
        }
        for line in export.report { StandardError.write("\(line)\n") }
        do {
            for file in try export.write(to: URL(filePath: output), as: type) { StandardOutput.write("\(file.path)\n") }
        } catch {
            throw WeightsCommand.fail(1, "\(error)")
        }
    }
}

/// Lists the tensors of weight files.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the tensors of weight files: name, type, shape, and what ParGo takes each for."
    )

    @Argument(
        help: ArgumentHelp("Safetensors files, indexes of shards, or folders with them in it.", valueName: "path")
    )
    var paths: [String]

    func run() throws {
        let source: WeightSource
        do { source = try WeightSource(paths.map { URL(filePath: $0) }) } catch {
            throw WeightsCommand.fail(65, "\(error)")
        }
        for tensor in source.listing {
            let meaning = tensor.meaning == tensor.name ? "" : "  \(tensor.meaning)"
            StandardOutput.write("\(tensor.name)  \(tensor.type) \(tensor.shape)\(meaning)\n")
        }
    }
}
