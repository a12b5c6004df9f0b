import Expressions

/// The JSON Schema (draft 2020-12) of sweep specs, for the YAML language servers of editors.
///
/// It knows the keys of `docs/sweep-language.md` and, under `fixed`, `axes`, `runs` and `exclude`, those of a trainer. It is
/// wider than `SpecReader`, which has the last word: counts, names and rules across keys are only there.
public struct SpecSchema {
    private let trainer: TrainerSchema

    /// The schema of specs for a trainer.
    public init(_ trainer: TrainerSchema) {
        self.trainer = trainer
    }

    /// The schema's text.
    public var text: String {
        let values = KeySchema(trainer)
        let document = SchemaNode.object([
            ("$schema", "https://json-schema.org/draft/2020-12/schema"),
            ("title", "sweep"),
            ("type", "object"),
            ("additionalProperties", .bool(false)),
            ("required", .list(["sweep"])),
            ("properties", .object(SpecSections(trainer).properties)),
            // Another program's keys are its own; without `trainer`, or with a name, they are this trainer's.
            (
                "if",
                .object([("properties", .object([("trainer", .type("object"))])), ("required", .list(["trainer"]))])
            ),
            ("then", .object([("properties", .object(values.anything))])),
            ("else", .object([("properties", .object(values.sections))])),
            ("$defs", .object(values.definitions)),
        ])
        return document.text + "\n"
    }
}
