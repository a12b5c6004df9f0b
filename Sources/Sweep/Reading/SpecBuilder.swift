import Expressions

/// Makes a spec out of merged sections: reads each, then compiles what they say about rows.
///
/// A class, because the readers of later sections need what earlier ones found.
final class SpecBuilder {
    private let root: [SpecSection: YAMLNode.Entry]
    private let path: String
    private var layers: LayerReader
    private let embedded: TrainerSchema?
    private let log: DiagnosticLog
    private let nodes: NodeReader

    init(
        root: [SpecSection: YAMLNode.Entry],
        path: String,
        layers: LayerReader,
        embedded: TrainerSchema?,
        log: DiagnosticLog
    ) {
        self.root = root
        self.path = path
        self.layers = layers
        self.embedded = embedded
        self.log = log
        nodes = NodeReader(log: log)
    }

    var sources: SourceMap { layers.sources }

    func build() -> SweepSpec? {
        let name = readName()
        let trainer = readTrainer()
        let schema = readSchema(trainer)
        let values = ValueReader(schema: schema, log: log)
        let searchReader = SearchReader(nodes: nodes, schema: schema)
        let search = searchReader.search(root[.search])
        let fixed = readFixed(values)
        let axes = readAxes(values)
        let seeds = root[.seeds].map { SeedReader(nodes: nodes).read($0.value) } ?? []
        var conflicts = ConflictCheck(log: log)
        conflicts.check(fixed: fixed, axes: axes, seeds: root[.seeds]?.key)
        checkSeedKey(schema)
        var compiler = SpaceCompiler(schema: schema, search: search, log: log)
        let space = compiler.compile(fixed: fixed, axes: axes, seeds: seeds)
        let rules = readRules(values, axes, compiler.slots)
        let stages = readStages(trainer, schema)
        ViewCheck(slots: compiler.slots, axes: axes, log: log).check(stages, root[.stages]?.value)
        let resources = ResourceCompiler(slots: compiler.slots, log: log)
        let earlyStop = searchReader.earlyStop(root[.earlyStop])
        let objective = readObjective(searchReader)
        checkSearch(search, earlyStop, objective)
        return SweepSpec(
            name: name ?? "",
            summary: root[.description]?.value.scalar?.text,
            trainer: trainer ?? .pargo,
            schema: schema,
            fixed: fixed,
            axes: axes,
            seeds: seeds,
            rules: rules,
            search: search,
            earlyStop: earlyStop,
            objective: objective,
            stages: stages,
            environment: root[.env].map { ResourceReader(nodes: nodes).environment($0.value) } ?? RunEnvironment(),
            expect: readExpect(),
            budget: searchReader.budget(root[.budget]),
            files: layers.sources.paths.filter { $0 != OverrideReader.file },
            space: space,
            resources: stages.map { resources.compile($0.resources) }
        )
    }

    private func readName() -> String? {
        guard let entry = root[.sweep] else {
            let start = SourceLocation(file: path, line: 1, column: 1)
            log.error("the sweep has no name", at: start, advice: "Add 'sweep: NAME'.")
            return nil
        }
        guard let name = nodes.string(entry.value, "sweep") else { return nil }
        let isName = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                || (byte | 32) >= UInt8(ascii: "a") && (byte | 32) <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        }
        if !isName || name.hasPrefix(".") || name.utf8.count > 100 {
            let advice = "It names a folder and jobs: letters, digits, '-', '_' and '.', at most 100."
            log.error("'\(name)' cannot name a sweep", at: entry.value, advice: advice)
        }
        return name
    }

    private func readTrainer() -> Trainer? {
        guard let entry = root[.trainer] else { return .pargo }
        return TrainerReader(nodes: nodes).read(entry.value, file: path)
    }

    private func readSchema(_ trainer: Trainer?) -> TrainerSchema? {
        guard case .command(let command) = trainer else { return embedded }
        guard let file = command.schema, let node = root[.trainer]?.value.child("schema") else {
            log.warning(
                "the trainer has no schema, so its keys and values are not checked",
                at: command.location,
                advice: "Add 'schema: FILE' with its JSON Schema."
            )
            return nil
        }
        guard let text = layers.text(of: file, mentionedAt: node, what: "the schema") else { return nil }
        return SchemaReader.read(text, file: file, log: log)
    }

    private func readFixed(_ values: ValueReader) -> [Setting] {
        guard let entry = root[.fixed] else { return [] }
        guard let entries = entry.value.entries else {
            log.error("'fixed' must be a mapping from keys to values, not \(entry.value.kind)", at: entry.value)
            return []
        }
        return entries.compactMap { item in
            guard values.checkKey(item.key) else { return nil }
            if let elements = item.value.elements, let rule = values.schema?.parameter(item.key.text)?.rule,
                !rule.types.contains(.list), !elements.isEmpty
            {
                let advice = "Several values make an axis: move the key to 'axes'."
                log.error("'\(item.key.text)' is fixed, but has a list of values", at: item.value, advice: advice)
                return nil
            }
            guard let cell = values.cell(item.value, for: item.key.text) else { return nil }
            return Setting(path: item.key.text, cell: cell, location: item.key.location)
        }
    }

    private func readAxes(_ values: ValueReader) -> [Axis] {
        var axes = root[.runs].flatMap { readRuns($0, values) }.map { [$0] } ?? []
        if let entry = root[.axes] { axes += AxisReader(values: values, nodes: nodes).read(entry.value) }
        return axes
    }

    private func readRuns(_ entry: YAMLNode.Entry, _ values: ValueReader) -> Axis? {
        let reader = RunsReader(values: values, nodes: nodes)
        guard entry.value.entries != nil else { return reader.read(entry.value, key: entry.key) }
        let entries = nodes.entries(entry.value, of: "runs", known: ["csv"])
        guard let node = entries["csv"]?.value, let name = nodes.string(node, "csv") else { return nil }
        let file = RelativePath.resolve(
            name,
            from: node.location.file == OverrideReader.file ? path : node.location.file
        )
        guard let text = layers.text(of: file, mentionedAt: node, what: "the table") else { return nil }
        return reader.read(csv: text, file: file)
    }

    private func readRules(_ values: ValueReader, _ axes: [Axis], _ slots: SlotTable) -> [Rule] {
        let compiler = RuleCompiler(nodes: nodes, values: values, axes: axes, slots: slots)
        let exclusions = root[.exclude].map { compiler.exclusions($0.value) } ?? []
        return exclusions + (root[.onlyIf].map { compiler.requirements($0.value) } ?? [])
    }

    private func readStages(_ trainer: Trainer?, _ schema: TrainerSchema?) -> [Stage] {
        let common = root[.resources].map { ResourceReader(nodes: nodes).request($0.value) } ?? ResourceRequest()
        let reader = StageReader(nodes: nodes, trainer: trainer, schema: schema)
        return reader.read(root[.stages], run: root[.run])
            .map { stage in
                Stage(
                    name: stage.name,
                    commands: stage.commands,
                    needs: stage.needs,
                    view: stage.view,
                    resources: stage.resources.filled(from: common),
                    location: stage.location
                )
            }
    }

    private func checkSeedKey(_ schema: TrainerSchema?) {
        guard let seeds = root[.seeds], let schema, !schema.isOpen, schema.parameter("seed") == nil else { return }
        log.error("the trainer has no key 'seed', so 'seeds' would change nothing", at: seeds.key.location)
    }

    private func readObjective(_ reader: SearchReader) -> Objective? {
        let entries = [root[.metric], root[.goal]].compactMap { $0 }.map { ($0.key.text, $0) }
        return reader.objective(Dictionary(entries) { first, _ in first })
    }

    private func checkSearch(_ search: Search, _ earlyStop: EarlyStop, _ objective: Objective?) {
        if search.method == .tpe, search.objective == nil, objective == nil, root[.metric] == nil {
            log.error(
                "a tpe search needs the metric that it optimises",
                at: search.location,
                advice: "Add 'metric' and 'goal'."
            )
        }
        guard earlyStop.method != .none, let entry = root[.earlyStop] else { return }
        if earlyStop.objective == nil, objective == nil, root[.metric] == nil, entry.value.child("metric") == nil {
            log.error(
                "early stopping needs the metric that runs are compared by",
                at: entry.key.location,
                advice: "Add 'metric' and 'goal'."
            )
        }
        if root[.expect] != nil, !earlyStop.includesExpected {
            let advice = "Drop one of them, or write 'expected_too: true' to accept unfinished rows in the comparison."
            log.error(
                "early stopping would cut runs short that the expected table is compared with",
                at: entry.key.location,
                advice: advice
            )
        }
    }

    private func readExpect() -> String? {
        guard let node = root[.expect]?.value, let name = nodes.string(node, "expect") else { return nil }
        let file = RelativePath.resolve(
            name,
            from: node.location.file == OverrideReader.file ? path : node.location.file
        )
        return layers.text(of: file, mentionedAt: node, what: "the expected table") == nil ? nil : file
    }
}
