import Expressions

/// Compiles the expressions in resource requests, and refuses amounts whose unit nobody could tell.
struct ResourceCompiler {
    let slots: SlotTable
    let log: DiagnosticLog

    func compile(_ request: ResourceRequest) -> StageResources {
        StageResources(
            nodes: request.nodes.flatMap { count($0, "nodes") },
            tasksPerNode: request.tasksPerNode.flatMap { count($0, "tasks_per_node") },
            gpus: request.gpus.flatMap { count($0, "gpus") },
            cpus: request.cpus.flatMap { count($0, "cpus") },
            memory: request.memory.flatMap { memory($0) },
            time: request.time.flatMap { time($0) },
            pack: request.pack.flatMap { count($0, "pack") },
            onOutOfMemory: request.onOutOfMemory,
            onTimeout: request.onTimeout
        )
    }

    private func count(_ cell: Cell, _ what: String) -> StageResources.Amount? {
        amount(cell) { template, source in
            guard template.types.isDisjoint(with: [.int, .null]) else { return }
            let advice = template.types.contains(.double) ? "'//', round() and ceil() give whole numbers." : nil
            log.error(
                "'\(what)' needs a whole number; this gives \(template.types)",
                at: source.location,
                advice: advice
            )
        }
    }

    private func memory(_ cell: Cell) -> StageResources.Amount? {
        amount(cell) { template, source in
            guard template.types.isDisjoint(with: [.string, .null]) else { return }
            let suggestion = "\(source.text)G"
            log.error("'mem' has no unit: this gives \(template.types)", at: source.location, suggestion: suggestion)
        }
    }

    private func time(_ cell: Cell) -> StageResources.Amount? {
        amount(cell) { template, source in
            let hasUnit = template.expressions.contains { $0.functions.contains { $0.secondsPerUnit != nil } }
            guard !hasUnit, template.types.isDisjoint(with: [.string, .null]) else { return }
            let inner = source.text.dropFirst().dropLast()
            log.error(
                "'time' has no unit: this gives \(template.types)",
                at: source.location,
                suggestion: "{minutes(\(inner))}"
            )
        }
    }

    private func amount(_ cell: Cell, check: (Template, SourceText) -> Void) -> StageResources.Amount? {
        guard case .computed(let source) = cell.source else { return .value(cell.literal ?? .null) }
        do throws(ExpressionError) {
            let template = try Template(source.text, known: slots.names, resolve: slots.symbol)
            check(template, source)
            return .template(template, source)
        } catch {
            log.error(error, in: source)
            return nil
        }
    }
}
