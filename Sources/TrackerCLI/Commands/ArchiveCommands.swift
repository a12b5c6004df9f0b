import ArgumentParser
import Foundation
import Tracker

/// `tracker archive`.
struct ArchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Put runs away: lists and dashboards leave them out, nothing is removed.",
        discussion: "Example: tracker archive --where \"state in [failed, crashed] and age > 7d\""
    )

    @OptionGroup var targets: RunTargets
    @OptionGroup var options: LabOptions

    func run() throws {
        try targets.change(options, "archived") { store, runs in try store.archive(runs, at: .now) }
    }
}

/// `tracker unarchive`.
struct UnarchiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unarchive",
        abstract: "Bring archived runs back into lists.",
        discussion: "Example: tracker unarchive --where \"archived and sweep = 'tokens'\""
    )

    @OptionGroup var targets: RunTargets
    @OptionGroup var options: LabOptions

    func run() throws {
        try targets.change(options, "brought back") { store, runs in try store.unarchive(runs) }
    }
}
