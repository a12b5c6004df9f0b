import Expressions

/// What all trials of a sweep share.
///
/// A class without mutable state, so that a trial holds one reference.
final class TrialContext: Sendable {
    let layout: Layout
    let schema: TrainerSchema?
    let code: CodeIdentity
    /// The commands of all stages.
    let commands: [String]

    init(layout: Layout, schema: TrainerSchema?, code: CodeIdentity, commands: [String]) {
        self.layout = layout
        self.schema = schema
        self.code = code
        self.commands = commands
    }

    /// The keys that a row sets.
    func configuration(_ values: [Value]) -> Configuration {
        Configuration(
            layout.sorted.compactMap { slot in
                guard layout.isSet(values[slot], at: slot) else { return nil }
                return Assignment(path: layout.slots[slot].name, value: values[slot])
            }
        )
    }

    /// The text that a row's identity rests on: keys that differ from the trainer's default, sorted, one a line, values
    /// in their exact JSON form, so that `2`, `2.0` and `"2"` are three.
    func canonical(_ values: [Value]) -> String {
        var text = ""
        for slot in layout.sorted {
            let value = values[slot]
            guard value != layout.slots[slot].defaultValue ?? .null else { continue }
            text += layout.slots[slot].name
            text += "="
            JSONText.append(value, to: &text)
            text += "\n"
        }
        return text
    }
}
