import RunLog

/// What an MLflow store says of a run, whichever of its two forms it has.
struct MLflowRun {
    var id: String
    var name: String?
    var status: Status?
    /// Seconds since 1970.
    var startedAt: Double?
    var endedAt: Double?
    var parameters: [String: String] = [:]
    var tags: [String: String] = [:]

    /// MLflow's words for states, and in its files their numbers.
    enum Status: String, CaseIterable {
        case running = "RUNNING"
        case scheduled = "SCHEDULED"
        case finished = "FINISHED"
        case failed = "FAILED"
        case killed = "KILLED"

        init?(written text: String) {
            if let status = Status(rawValue: text) {
                self = status
            } else {
                guard let number = Int(text), Self.allCases.indices.contains(number - 1) else { return nil }
                self = Self.allCases[number - 1]
            }
        }
    }

    /// The run as it is imported; `last` is the time of its last point.
    func imported(last: Double?) -> ImportedRun {
        let title = name ?? tags["mlflow.runName"] ?? id
        var run = ImportedRun(name: title, id: id, ending: ending(last: last))
        run.configuration = parameters.sorted { $0.key < $1.key }.map { .init($0.key, JSONValue(written: $0.value)) }
        run.startedAt = startedAt
        run.notes = [tags["mlflow.note.content"]].compactMap(\.self).filter { !$0.isEmpty }
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) where !key.hasPrefix("mlflow.") {
            let isFlag = value.isEmpty || value.lowercased() == "true"
            run.tags.append(TagName.usable(isFlag ? key : "\(key)=\(value)"))
        }
        if let commit = tags["mlflow.source.git.commit"] {
            run.details.append(.init("git", .object([.init("commit", .string(commit))])))
        }
        run.details.append(.init("mlflow", .object([.init("run_id", .string(id)), .init("name", .string(title))])))
        return run
    }

    private func ending(last: Double?) -> ImportedRun.Ending {
        let at = endedAt ?? last ?? startedAt ?? 0
        let note = "imported from MLflow, where it is \(status?.rawValue ?? "in no known state")"
        switch status {
        case .finished: return .ended(ExitRecord(code: 0, reason: .finished, finishedAt: at, note: note))
        case .failed: return .ended(ExitRecord(code: 1, reason: .failed, finishedAt: at, note: note))
        case .killed: return .ended(ExitRecord(code: 1, reason: .cancelled, finishedAt: at, note: note))
        case .running, .scheduled: return .open
        case nil: return .untold(because: note)
        }
    }

    /// Databases hold no infinity: MLflow puts the largest number in its place.
    static func metric(_ value: Double, isNaN: Bool) -> Double {
        if isNaN { return .nan }
        return abs(value) >= 1.797_693_134_862_315e308 ? (value < 0 ? -.infinity : .infinity) : value
    }
}

extension TagName {
    /// A tag as near to a text as can be.
    static func usable(_ text: String) -> String {
        var name = String(
            text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F || $0 == "," ? " " : Character($0) }
        )
        while name.utf8.count > 100 { name.removeLast() }
        while name.hasPrefix(" ") { name.removeFirst() }
        while name.hasSuffix(" ") { name.removeLast() }
        return name.isEmpty ? "tag" : name
    }
}
