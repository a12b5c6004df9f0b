import ArgumentParser
import Foundation
import Tracker

/// `tracker note`.
struct NoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Write a note about runs; `tracker show RUN` shows it.",
        discussion: "Example: tracker note \"diverged after the warm-up\" 3"
    )

    @Argument(help: ArgumentHelp("What there is to say.", valueName: "text"))
    var text: String

    @Flag(name: .long, help: "Take this note away again, word for word.")
    var remove = false

    @OptionGroup var targets: RunTargets
    @OptionGroup var options: LabOptions

    func validate() throws {
        if text.allSatisfy(\.isWhitespace) { throw ValidationError("the note is empty") }
    }

    func run() throws {
        if remove {
            try targets.change(options, "took the note from") { store, runs in try store.removeNote(runs, text) }
        } else {
            try targets.change(options, "noted for") { store, runs in try store.note(runs, text, at: .now) }
        }
    }
}
