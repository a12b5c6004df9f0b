import RunLog

/// Collects the scalars and hyperparameters of the event files of one run.
///
/// Field numbers are those of TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`, and of the hparams plugin.
struct ScalarEvents {
    private let name: String
    private var firstEvent: Double?
    private var plugins: [String: String] = [:]
    private var session = HyperparameterSession()
    private var damage: ImportError?

    init(name: String) {
        self.name = name
    }

    /// Reads a file; where it is damaged, what came before counts.
    mutating func read(_ path: String, into log: inout ImportLog) throws {
        do {
            var file = try TFRecordFile(path)
            while let record = try file.next() { try take(ProtobufMessage(record), into: &log) }
        } catch let error as ImportError {
            // A run with no event at all is not imported, and the reason given; else the first damage is kept.
            damage = damage ?? error
        }
    }

    /// What is known of the run but for its points.
    func run(_ log: ImportLog) throws -> ImportedRun {
        guard let firstEvent else {
            throw damage ?? ImportError.malformed(path: name, offset: nil, reason: "it holds no event yet")
        }
        var run = ImportedRun(
            name: name,
            id: "\(name) \(firstEvent)",
            configuration: session.parameters,
            startedAt: session.startedAt ?? log.firstTime ?? firstEvent,
            ending: session.ending(lastSeen: log.lastTime ?? firstEvent)
        )
        if let damage { run.notes.append("imported in part: \(damage)") }
        return run
    }

    private mutating func take(_ event: ProtobufMessage, into log: inout ImportLog) throws {
        var time = 0.0
        var step: Int64 = 0
        var summaries: [ProtobufMessage] = []
        for field in event {
            switch field.number {
            case 1: time = field.value.double ?? 0
            case 2: step = field.value.int ?? 0
            case 5: if let summary = field.value.message { summaries.append(summary) }
            default: break
            }
        }
        firstEvent = firstEvent ?? time
        for summary in summaries {
            for field in summary where field.number == 1 {
                if let value = field.value.message { try take(value, step: step, time: time, into: &log) }
            }
        }
    }

    private mutating func take(_ value: ProtobufMessage, step: Int64, time: Double, into log: inout ImportLog) throws {
        var tag = ""
        var number: Double?
        var tensor: ProtobufMessage?
        var metadata: ProtobufMessage?
        for field in value {
            switch field.number {
            case 1: tag = field.value.text ?? ""
            case 2: number = field.value.double
            case 8: tensor = field.value.message
            case 9: metadata = field.value.message
            default: break
            }
        }
        let content = metadata.flatMap { plugin($0, of: tag) }
        if plugins[tag] == "hparams", let content { return session.take(ProtobufMessage(content)) }
        if number == nil, plugins[tag] == "scalars" { number = tensor.flatMap(ScalarTensor.value) }
        if let number, !tag.isEmpty { try log.add(tag, step: step, time: time, number) }
    }

    /// Notes which plugin a tag belongs to, which a writer need say only once.
    private mutating func plugin(_ metadata: ProtobufMessage, of tag: String) -> ArraySlice<UInt8>? {
        var content: ArraySlice<UInt8>?
        for field in metadata where field.number == 1 {
            for part in field.value.message.map(Array.init) ?? [] {
                if part.number == 1 { plugins[tag] = part.value.text }
                if part.number == 2 { content = part.value.bytes }
            }
        }
        return content
    }
}
