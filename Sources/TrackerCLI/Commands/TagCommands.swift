import ArgumentParser
import Tracker

/// `tracker tag`.
struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag",
        abstract: "Give runs a tag.",
        discussion: """
            Example: tracker tag baseline 3 5
            Example: tracker tag paper --where "sweep = 'tokens' and state = finished"
            """
    )

    @Argument(help: ArgumentHelp("The tag.", valueName: "tag"), completion: .tags)
    var tag: String

    @OptionGroup var targets: RunTargets
    @OptionGroup var options: LabOptions

    func run() throws {
        try targets.change(options, "tagged") { store, runs in try store.tag(runs, tag) }
    }
}

/// `tracker untag`.
struct UntagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "untag",
        abstract: "Take a tag from runs.",
        discussion: "Example: tracker untag baseline --where \"baseline in tags and age > 30d\""
    )

    @Argument(help: ArgumentHelp("The tag.", valueName: "tag"), completion: .tags)
    var tag: String

    @OptionGroup var targets: RunTargets
    @OptionGroup var options: LabOptions

    func run() throws {
        try targets.change(options, "untagged") { store, runs in try store.untag(runs, tag) }
    }
}
