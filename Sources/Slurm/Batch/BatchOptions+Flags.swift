extension BatchOptions {
    /// One flag of `sbatch`.
    public struct Flag: Hashable, Sendable {
        /// The name without dashes.
        public let name: String
        /// The value; nil for a switch.
        public let value: String?

        /// The flag as one argument of a process.
        public var argument: String { value.map { "--\(name)=\($0)" } ?? "--\(name)" }

        /// The flag as it stands after `#SBATCH`: quoted where the value would otherwise be cut at a blank or a `#`.
        public var directive: String {
            guard let value else { return "--\(name)" }
            let plain = value.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "_-.,:/%@+=[]&|*!?~".utf8.contains(byte)
                }
            }
            if plain { return "--\(name)=\(value)" }
            let escaped = value.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
            return "--\(name)=\"\(String(escaped))\""
        }
    }

    /// The flags of all options that are set, sorted by name, so that equal options make equal scripts.
    public var flags: [Flag] {
        var flags = (placement + identity + behaviour).compactMap(\.self)
        flags += further.map { Flag(name: $0.name, value: $0.value) }
        return flags.sorted { ($0.name, $0.value ?? "") < ($1.name, $1.value ?? "") }
    }

    private var placement: [Flag?] {
        [
            value("account", account), value("constraint", constraint), value("cpus-per-task", cpusPerTask),
            value("exclude", exclude), exclusive ? Flag(name: "exclusive", value: nil) : nil, value("gres", gres),
            value("mem", memory), value("mem-per-cpu", memoryPerCPU), value("nodes", nodes),
            value("nodelist", nodeList), value("ntasks-per-node", tasksPerNode), value("partition", partition),
            value("qos", qos), value("reservation", reservation), value("time", time),
        ]
    }

    private var identity: [Flag?] {
        [
            value("array", array), value("chdir", workingFolder), value("comment", comment), value("error", errors),
            value("job-name", jobName), value("output", output),
        ]
    }

    private var behaviour: [Flag?] {
        [
            dependencies.isEmpty ? nil : value("dependency", dependencies.map(\.description).joined(separator: ",")),
            dependencies.isEmpty || !cancelWhenDependencyFails ? nil : value("kill-on-invalid-dep", "yes"),
            hold ? Flag(name: "hold", value: nil) : nil, value("nice", nice),
            appendsOutput ? value("open-mode", "append") : nil,
            requeue.map { Flag(name: $0 ? "requeue" : "no-requeue", value: nil) }, value("signal", signal),
        ]
    }

    private func value(_ name: String, _ value: (some CustomStringConvertible)?) -> Flag? {
        value.map { Flag(name: name, value: $0.description) }
    }
}
