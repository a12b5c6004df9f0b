/// A check across keys in a form that others can evaluate before a run is made: what `TrainerConfiguration.check`
/// refuses, as `x-constraints` of the schema has it.
struct Constraint {
    /// An expression over full keys that must be true.
    let require: String
    /// What is wrong when it is not, in a sentence without its full stop.
    let message: String

    /// All of them, in the order in which a run would notice.
    static let all: [Constraint] =
        vision + projector + language + [
            Constraint("len(eval.subtasks) > 0", "eval.subtasks names no subtask"),
            Constraint("len(eval.benchmarks) > 0", "eval.benchmarks names no benchmark"),
            Constraint("len(data.tasks) > 0", "data.tasks names no task"),
            Constraint(
                "data.folder != '' or not ("
                    + MMESubtask.allCases.filter { !MMESubtask.scenes.contains($0) && $0 != .text }
                    .map { "'\($0.rawValue)' in eval.subtasks" }.joined(separator: " or ") + ")",
                "eval.subtasks names what generated scenes do not have; set data.folder to a folder with MME's files"
            ),
            Constraint(
                "data.folder != '' or data.glyphs > 0 or not ('OCR' in eval.subtasks)",
                "eval.subtasks names OCR, and generated scenes have letters only where data.glyphs is above 0"
            ),
            Constraint("data.glyphs == 0 or data.glyphs >= 0.01", "data.glyphs must be 0 or at least 0.01"),
            Constraint(
                "data.folder != '' or 'choice' in data.tasks or not ('mmbench' in eval.benchmarks or 'seed' in eval.benchmarks)",
                "eval.benchmarks names one with lettered options, which a model without the task choice does not know; "
                    + "add choice to data.tasks"
            ),
            Constraint("lora.rank == 0 or len(lora.targets) > 0", "lora.targets is empty while lora.rank is above 0"),
            Constraint(
                "\(longest) <= llm.length",
                "image tokens and the longest text do not fit in llm.length: \(longest)"
            ),
        ]

    /// As `TrainerConfiguration.longestText` counts, with the image's tokens.
    private static let longest =
        "1 + projector.partial_tokens + projector.global_tokens + 6 + 6 * data.objects"
        + " + ((11 if data.glyphs == 0 else 13) if data.tasks == ['vqa'] else"
        + " max(42, 12 + 5 * data.objects) if data.glyphs == 0 else max(46, 12 + 6 * data.objects)) * data.turns"

    private static let vision = [
        Constraint("vision.image % vision.patch == 0", "vision.patch must divide vision.image"),
        Constraint("vision.width % (4 * vision.heads) == 0", "vision.width must be vision.heads times a multiple of 4"),
    ]

    private static let projector = [
        Constraint("projector.hidden % projector.heads == 0", "projector.hidden must be a multiple of projector.heads"),
        Constraint(
            "projector.partial_tokens + projector.global_tokens > 0",
            "projector.partial_tokens and projector.global_tokens are both 0: no token is left"
        ),
        Constraint(
            "projector.partial_tokens == 0 or projector.kind != 'pargo'"
                + " or (vision.image // vision.patch) ** 2 % projector.partial_tokens == 0",
            "projector.partial_tokens must divide the number of visual tokens, (vision.image // vision.patch) ** 2"
        ),
        Constraint(
            "projector.kind not in ['linear', 'mlp'] or (vision.image // vision.patch) ** 2"
                + " % (projector.partial_tokens + projector.global_tokens) == 0",
            "the kinds linear and mlp merge neighbours: projector.partial_tokens + projector.global_tokens must divide the number "
                + "of visual tokens, (vision.image // vision.patch) ** 2"
        ),
        Constraint(
            "projector.kind != 'c_abstractor'"
                + " or floor(sqrt(projector.partial_tokens + projector.global_tokens)) ** 2 == projector.partial_tokens + projector.global_tokens",
            "the kind c_abstractor pools to a square: projector.partial_tokens + projector.global_tokens must be a square number"
        ),
        Constraint(
            "len(projector.cascade_widths) == 0 or len(projector.cascade_widths) == projector.depth",
            "projector.cascade_widths must have one width for each of the projector.depth layers, or none"
        ),
    ]

    private static let language = [
        Constraint("llm.width % (2 * llm.heads) == 0", "llm.width must be llm.heads times an even number"),
        Constraint("llm.heads % llm.kv_heads == 0", "llm.kv_heads must divide llm.heads"),
    ]

    private init(_ require: String, _ message: String) {
        self.require = require
        self.message = message
    }

    /// As the schema lists it.
    var node: JSONNode {
        .object([.init("require", .text(require)), .init("message", .text(message))])
    }
}
