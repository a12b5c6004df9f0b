import RunLog

/// What a W&B log says of its run, record by record: later ones add to earlier ones.
struct WandBRun {
    private(set) var project = "wandb"
    private(set) var startedAt: Double?
    private var id = ""
    private var name: String?
    private var group: String?
    private var notes: String?
    private var host: String?
    private var tags: [String] = []
    private var configuration: [String: JSONValue] = [:]
    private var details: [String: JSONValue] = [:]

    /// The run with its configuration; its end is not known here.
    var imported: ImportedRun {
        var run = ImportedRun(name: name.flatMap { $0.isEmpty ? nil : $0 } ?? id, id: "\(project) \(id)", ending: .open)
        run.configuration = configuration.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
        run.startedAt = startedAt
        run.host = host
        run.tags = tags
        run.notes = [notes].compactMap(\.self).filter { !$0.isEmpty }
        var details = details
        details["wandb"] = .object(
            [("id", id), ("group", group), ("project", project)]
                .compactMap { key, value in value.map { .init(key, .string($0)) } }
        )
        run.details = details.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
        return run
    }

    mutating func take(_ record: ProtobufMessage) {
        var found: [String] = []
        for field in record {
            switch field.number {
            case 1: id = field.value.text ?? id
            case 3: project = field.value.text.flatMap { $0.isEmpty ? nil : $0 } ?? project
            case 4: if let message = field.value.message { takeConfiguration(message) }
            case 6: group = field.value.text
            case 8: name = field.value.text
            case 9: notes = field.value.text
            case 10: found += [field.value.text].compactMap(\.self)
            case 13: host = field.value.text
            case 17: startedAt = field.value.message.flatMap(Self.time) ?? startedAt
            case 21: if let git = field.value.message { takeGit(git) }
            default: break
            }
        }
        if !found.isEmpty { tags = found }
    }

    /// A configuration: 1 are items that are set, 2 items that are removed.
    mutating func takeConfiguration(_ record: ProtobufMessage) {
        for field in record {
            guard let item = field.value.message.flatMap(WandBItem.init), item.name != "_wandb" else { continue }
            if field.number == 1 { configuration[item.name] = item.value ?? .null }
            if field.number == 2 { configuration[item.name] = nil }
        }
    }

    /// The environment: 1 system, 2 Python, 5 arguments, 6 program, 9 git, 12 host.
    mutating func takeEnvironment(_ record: ProtobufMessage) {
        var arguments: [JSONValue] = []
        var program: String?
        for field in record {
            switch field.number {
            case 1: details["platform"] = field.value.text.map { .string($0) }
            case 2: details["python"] = field.value.text.map { .string($0) }
            case 5: arguments += field.value.text.map { [.string($0)] } ?? []
            case 6: program = field.value.text
            case 9: if let git = field.value.message { takeGit(git) }
            case 12: host = field.value.text ?? host
            default: break
            }
        }
        if let program { details["argv"] = .array([.string(program)] + arguments) }
    }

    private mutating func takeGit(_ git: ProtobufMessage) {
        var members: [JSONValue.Member] = []
        for field in git {
            if field.number == 1, let remote = field.value.text { members.append(.init("remote", .string(remote))) }
            if field.number == 2, let commit = field.value.text { members.append(.init("commit", .string(commit))) }
        }
        if !members.isEmpty { details["git"] = .object(members) }
    }

    /// A time: 1 are seconds, 2 nanoseconds.
    private static func time(_ message: ProtobufMessage) -> Double? {
        var seconds: Double?
        var rest = 0.0
        for field in message {
            if field.number == 1 { seconds = field.value.int.map { Double($0) } }
            if field.number == 2 { rest = field.value.int.map { Double($0) / 1e9 } ?? 0 }
        }
        return seconds.map { $0 + rest }
    }
}
