import Expressions

/// Reads `search`, `early_stop`, `budget`, and the metric that they go by.
struct SearchReader {
    let nodes: NodeReader
    let schema: TrainerSchema?

    func search(_ entry: YAMLNode.Entry?) -> Search {
        var search = Search()
        guard let entry else { return search }
        let known = ["method", "trials", "seed", "metric", "goal", "value"]
        let entries = nodes.entries(entry.value, of: "search", known: known)
        search.location = entry.key.location
        if let method = entries["method"] {
            guard let word = nodes.word(method.value, "method", among: Search.Method.allCases) else { return search }
            search.method = word
        }
        search.trials = entries["trials"].flatMap { nodes.int($0.value, "trials", in: 1...1_000_000) }
        search.seed = entries["seed"].flatMap { nodes.int($0.value, "seed", in: 0...Int.max) } ?? 0
        search.objective = objective(entries)
        if let value = entries["value"] {
            search.value = nodes.word(value.value, "value", among: Search.Choice.allCases) ?? .last
        }
        if search.method != .grid, entries["trials"] == nil {
            nodes.log.error(
                "a \(search.method.rawValue) search needs 'trials': how many rows to draw",
                at: entry.key.location
            )
        }
        if search.method == .grid, let trials = entries["trials"] {
            nodes.log.error("a grid has all its rows; 'trials' belongs to the other methods", at: trials.key.location)
        }
        return search
    }

    func earlyStop(_ entry: YAMLNode.Entry?) -> EarlyStop {
        var stop = EarlyStop()
        guard let entry else { return stop }
        let known = ["method", "metric", "goal", "min_steps", "max_steps", "reduction", "min_runs", "expected_too"]
        let entries = nodes.entries(entry.value, of: "early_stop", known: known)
        if let method = entries["method"] {
            stop.method = nodes.word(method.value, "method", among: EarlyStop.Method.allCases) ?? .none
        }
        stop.objective = objective(entries)
        stop.minSteps = entries["min_steps"].flatMap { nodes.int($0.value, "min_steps", in: 1...Int.max) } ?? 1
        stop.maxSteps = entries["max_steps"].flatMap { nodes.int($0.value, "max_steps", in: 1...Int.max) }
        if let last = stop.maxSteps, last <= stop.minSteps, let entry = entries["max_steps"] {
            nodes.log.error("'max_steps' must be above 'min_steps', which is \(stop.minSteps)", at: entry.value)
        }
        stop.reduction = entries["reduction"].flatMap { nodes.int($0.value, "reduction", in: 2...100) } ?? 3
        stop.minRuns = entries["min_runs"].flatMap { nodes.int($0.value, "min_runs", in: 1...10_000) } ?? 3
        stop.includesExpected = entries["expected_too"].flatMap { nodes.bool($0.value, "expected_too") } ?? false
        return stop
    }

    func budget(_ entry: YAMLNode.Entry?) -> Budget {
        guard let entry else { return Budget() }
        let entries = nodes.entries(entry.value, of: "budget", known: ["gpu_hours", "max_jobs"])
        return Budget(
            gpuHours: entries["gpu_hours"].flatMap { nodes.positive($0.value, "gpu_hours") },
            maxJobs: entries["max_jobs"].flatMap { nodes.int($0.value, "max_jobs", in: 1...Int.max) },
            location: (entries["max_jobs"] ?? entries["gpu_hours"] ?? entry).key.location
        )
    }

    /// The metric and its direction; the trainer's own direction where the spec leaves it out.
    func objective(_ entries: [String: YAMLNode.Entry]) -> Objective? {
        guard let metric = entries["metric"] else {
            if let goal = entries["goal"] { nodes.log.error("a goal without a metric", at: goal.key.location) }
            return nil
        }
        guard let name = nodes.string(metric.value, "metric") else { return nil }
        let declared = schema?.metrics ?? []
        let known = declared.first { name == $0.name || name.hasPrefix($0.name + ".") }
        if !declared.isEmpty, known == nil {
            let meant = Spelling.nearest(to: name, among: declared.map(\.name))
            nodes.log.error("the trainer reports no metric '\(name)'", at: metric.value, suggestion: meant)
        }
        let goal = entries["goal"].flatMap { nodes.word($0.value, "goal", among: [Goal.min, .max]) } ?? known?.goal
        if goal == nil, entries["goal"] == nil, declared.isEmpty || known != nil {
            nodes.log.error(
                "'goal' is missing: is more or less of '\(name)' better?",
                at: metric.value,
                advice: "Write goal: max or goal: min."
            )
        }
        return goal.map { Objective(metric: name, goal: $0) }
    }
}
