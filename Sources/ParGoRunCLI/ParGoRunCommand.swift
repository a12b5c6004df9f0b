import FoundationEssentials
import ParGoRun

@main struct ParGoRunCommand {
    static func main() throws {
        var configuration = TrainerConfiguration()
        for argument in CommandLine.arguments.dropFirst(2) {
            let pair = argument.split(separator: "=").map(String.init)
            let (k, v) = (pair[0], pair[1])
            switch k {
            case "depth": configuration.projector.depth = Int(v)!
            case "P": configuration.projector.partialTokens = Int(v)!
            case "G": configuration.projector.globalTokens = Int(v)!
            case "rank": configuration.lora.rank = Int(v)!
            case "s1": configuration.train.pretrainSteps = Int(v)!
            case "s2": configuration.train.finetuneSteps = Int(v)!
            case "lr": configuration.optimizer.rate = Double(v)!
            case "flr": configuration.optimizer.finetuneScale = Double(v)!
            case "blr": configuration.backbone.rate = Double(v)!
            case "vs": configuration.backbone.visionSteps = Int(v)!
            case "ls": configuration.backbone.llmSteps = Int(v)!
            case "bb": configuration.backbone.batch = Int(v)!
            case "turns": configuration.data.turns = Int(v)!
            case "objects": configuration.data.objects = Int(v)!
            case "batch": configuration.train.batch = Int(v)!
            case "lw": configuration.llm.width = Int(v)!
            case "ld": configuration.llm.depth = Int(v)!
            case "lf": configuration.llm.ffn = Int(v)!
            case "vw": configuration.vision.width = Int(v)!
            case "hidden": configuration.projector.hidden = Int(v)!
            case "det": configuration.data.detailed = Double(v)!
            case "seed": configuration.seed = Int(v)!
            case "images": configuration.data.images = Int(v)!
            default: fatalError(k)
            }
        }
        let cache = Cache(folder: URL(filePath: CommandLine.arguments[1]))
        let start = ContinuousClock.now
        let trial = Trial(configuration, cache: cache) { event in
            switch event {
            case .message(let text): print(start.duration(to: .now), text)
            case .metrics(let step, let values) where step % 25 == 0 || values[0].name.hasPrefix("eval"):
                print(step, values.map { "\($0.name.split(separator: "/").last!) \(Double(Int($0.value * 10000)) / 10000)" }.joined(separator: " "))
            default: break
            }
        }
        let result = try trial.trainAndEvaluate(checkpoint: cache.folder.appending(path: "test.safetensors"))
        print(start.duration(to: .now))
        for (name, score) in result.scores { print(name, score.accuracy, score.accuracyPlus) }
    }
}
