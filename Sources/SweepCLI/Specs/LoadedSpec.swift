import Expressions
import Foundation
import Orchestrator
import Sweep

/// A spec that is sound, with the plan that it makes and the trainer that it needs.
struct LoadedSpec {
    let spec: SweepSpec
    let plan: Plan
    let code: CodeIdentity
    let trainer: EmbeddedTrainer?
    /// The spec's folder.
    let folder: URL
    /// The spec's text, as it is registered.
    let text: String
    /// How the spec was named on the command line, and with which overrides: what to type to go on.
    let options: SpecOptions
    /// The table that its results are held against; nil when it names none.
    let expected: ExpectedReading?

    /// Reads, checks and plans a spec; everything wrong or surprising goes to standard error.
    ///
    /// - Throws: `CommandFailure` with code 65 when anything is wrong; nothing was made or started then.
    init(_ options: SpecOptions, isQuiet: Bool) throws {
        self.options = options
        let url = URL(fileURLWithPath: options.spec)
        folder = url.deletingLastPathComponent()
        text = String(decoding: (try? SpecFiles.bytes(options.spec)) ?? [], as: UTF8.self)
        let isEmbedded = SpecFiles.mentionsEmbeddedTrainer(options.spec)
        trainer = isEmbedded ? try EmbeddedTrainer.found() : nil
        let schema = try trainer.map { try $0.readSchema() }
        let reading = SpecReader(schema: schema, overrides: options.set, loader: SpecFiles.bytes).read(options.spec)
        let report = DiagnosticReport(sources: reading.sources, isQuiet: isQuiet)
        guard let spec = reading.spec else { throw report.failure(reading.diagnostics) }
        self.spec = spec
        code = try Self.code(of: spec, in: folder)
        plan = spec.plan(code: code)
        let refused = spec.constraintProblems(in: plan)
        let problems = reading.diagnostics + plan.diagnostics + refused
        guard plan.isRunnable, refused.isEmpty else { throw report.failure(problems) }
        expected = try Self.expected(of: spec, plan: plan, isQuiet: isQuiet)
        report.warn(problems)
    }

    /// What to type to submit it again.
    var submitCommand: String {
        (["sweep submit", options.spec] + options.set.map { "--set '\($0)'" }).joined(separator: " ")
    }

    private static func code(of spec: SweepSpec, in folder: URL) throws -> CodeIdentity {
        switch spec.trainer {
        case .pargo:
            return spec.schema?.codeVersion.map(CodeIdentity.version) ?? .unknown
        case .command(let command):
            do {
                return try CodeDigest(patterns: command.code, in: folder).identity
            } catch {
                throw CommandFailure(code: 65, text: "\(command.location): error: \(error)")
            }
        }
    }
}
