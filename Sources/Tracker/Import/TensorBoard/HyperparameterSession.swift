import RunLog

/// What the hparams plugin says of a run: its parameters, and how it ended.
struct HyperparameterSession {
    private(set) var parameters: [JSONValue.Member] = []
    private(set) var startedAt: Double?
    private var status: Int64?
    private var endedAt: Double?

    /// Takes in the plugin's data: field 3 begins a session, field 4 ends it.
    mutating func take(_ data: ProtobufMessage) {
        for field in data {
            guard let message = field.value.message else { continue }
            if field.number == 3 { begin(message) }
            if field.number == 4 { end(message) }
        }
    }

    /// How the run ended: TensorBoard itself keeps nothing of it.
    func ending(lastSeen: Double) -> ImportedRun.Ending {
        let at = endedAt.flatMap { $0 > 0 ? $0 : nil } ?? lastSeen
        switch status {
        case 1: return .ended(ExitRecord(code: 0, reason: .finished, finishedAt: at, note: "imported from TensorBoard"))
        case 2: return .ended(ExitRecord(code: 1, reason: .failed, finishedAt: at, note: "imported from TensorBoard"))
        default: return .untold(because: "imported from TensorBoard, which keeps no state")
        }
    }

    private mutating func begin(_ session: ProtobufMessage) {
        var found: [String: JSONValue] = [:]
        for field in session {
            if field.number == 1, let entry = field.value.message { add(entry, to: &found) }
            if field.number == 5, let time = field.value.double, time > 0 { startedAt = time }
        }
        parameters = found.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
    }

    private mutating func end(_ session: ProtobufMessage) {
        for field in session {
            if field.number == 1 { status = field.value.int }
            if field.number == 2 { endedAt = field.value.double }
        }
    }

    /// A map's entry: the key is field 1, the value field 2, in which field 2 is a number, 3 a text, 4 a truth value.
    private func add(_ entry: ProtobufMessage, to found: inout [String: JSONValue]) {
        var key = ""
        var value = JSONValue.null
        for field in entry {
            if field.number == 1 { key = field.value.text ?? "" }
            guard field.number == 2, let message = field.value.message else { continue }
            for part in message {
                switch part.number {
                case 2:
                    value =
                        part.value.double.map { number in
                            Int64(exactly: number).map { .int($0) } ?? .double(number)
                        } ?? .null
                case 3: value = part.value.text.map { .string($0) } ?? .null
                case 4: value = part.value.int.map { .bool($0 != 0) } ?? .null
                default: break
                }
            }
        }
        if !key.isEmpty { found[key] = value }
    }
}
