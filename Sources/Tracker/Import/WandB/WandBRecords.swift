import RunLog

/// Reads the records of one W&B log.
///
/// Field numbers are those of `wandb_internal.proto`: of a record 2 is history, 5 configuration, 17 the run, 18 its end,
/// 26 the environment.
struct WandBRecords {
    private let path: String
    private var run = WandBRun()
    private var exitCode: Int64?
    private var lastStep: Int64 = -1

    /// The project, which names the group.
    var project: String { run.project }

    init(_ path: String) {
        self.path = path
    }

    /// Reads up to the record that says which run it is.
    ///
    /// - Throws: ``ImportError`` when there is none.
    mutating func readHead() throws {
        var file = try BlockLogFile(path)
        while let bytes = try file.next() {
            guard let field = Self.field(17, of: bytes) else { continue }
            run.take(field)
            return
        }
        throw ImportError.malformed(path: path, offset: nil, reason: "it says of no run")
    }

    /// Reads it all; where the log is damaged, what came before counts.
    mutating func read(into log: inout ImportLog) throws -> ImportedRun {
        run = WandBRun()
        var damage: ImportError?
        do {
            var file = try BlockLogFile(path)
            while let bytes = try file.next() { try take(ProtobufMessage(bytes), into: &log) }
        } catch let error as ImportError {
            damage = error
        }
        var imported = run.imported
        if let exitCode {
            let code = Int32(clamping: exitCode)
            imported.ending = .ended(
                ExitRecord(
                    code: code,
                    reason: code == 0 ? .finished : .failed,
                    finishedAt: log.lastTime ?? run.startedAt ?? 0,
                    note: "imported from W&B"
                )
            )
        }
        if let damage { imported.notes.append("imported in part: \(damage)") }
        return imported
    }

    private mutating func take(_ record: ProtobufMessage, into log: inout ImportLog) throws {
        for field in record {
            guard let message = field.value.message else { continue }
            switch field.number {
            case 2: try takeHistory(message, into: &log)
            case 5: run.takeConfiguration(message)
            case 17: run.take(message)
            case 18: exitCode = message.first { $0.number == 1 }?.value.int ?? 0
            case 26: run.takeEnvironment(message)
            default: break
            }
        }
    }

    /// One log call: 1 are items, 2 holds the step.
    private mutating func takeHistory(_ history: ProtobufMessage, into log: inout ImportLog) throws {
        var values: [(name: String, value: Double)] = []
        var step: Int64?
        var time = run.startedAt ?? 0
        for field in history {
            guard let message = field.value.message else { continue }
            if field.number == 2 { step = message.first { $0.number == 1 }?.value.int ?? 0 }
            guard field.number == 1, let item = WandBItem(message) else { continue }
            switch item.name {
            case "_timestamp": time = item.numbers.first?.value ?? time
            case "_step": step = item.numbers.first.flatMap { Int64(exactly: $0.value) } ?? step
            case "_runtime", "_wandb": break
            default: values += item.numbers
            }
        }
        let at = step ?? lastStep + 1
        lastStep = at
        // Items come in no order of their own; by name, two imports of one log are alike.
        for (name, value) in values.sorted(by: { $0.name < $1.name }) { try log.add(name, step: at, time: time, value) }
    }

    private static func field(_ number: Int, of bytes: [UInt8]) -> ProtobufMessage? {
        ProtobufMessage(bytes).first { $0.number == number }?.value.message
    }
}
