import Expressions

/// Checks what the stages' `uses` and `only` name: a key, a group of keys, an axis, or the seed.
struct ViewCheck {
    let slots: SlotTable
    let axes: [Axis]
    let log: DiagnosticLog

    func check(_ stages: [Stage], _ node: YAMLNode?) {
        for stage in stages {
            guard let written = node?.child(stage.name), let list = written.child("uses") ?? written.child("only")
            else {
                continue
            }
            for element in list.elements ?? [list] {
                guard let name = element.scalar?.text, !isKnown(name) else { continue }
                let known = slots.names + groups + ["seed"]
                let meant = Spelling.nearest(to: name, among: known)
                log.error("no key, group of keys or axis is named '\(name)'", at: element, suggestion: meant)
            }
        }
    }

    private func isKnown(_ name: String) -> Bool {
        name == "seed" || slots.contains(name) || slots.names.contains { $0 == name || $0.hasPrefix(name + ".") }
    }

    private var groups: [String] {
        Array(Set(slots.names.compactMap { $0.split(separator: ".").first.map(String.init) })).sorted()
    }
}
