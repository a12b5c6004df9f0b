/// What a batch script does before its own commands: a cluster's modules, variables and set-up lines.
public struct BatchEnvironment: Hashable, Sendable {
    /// One variable.
    public struct Variable: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// Its value, taken as it is.
        public let value: String

        /// A variable and its value.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Modules to load, in this order.
    public var modules: [String]
    /// Variables to export.
    public var variables: [Variable]
    /// Lines of bash, such as `source ~/venv/bin/activate`.
    public var setup: String

    /// Modules, then variables, then set-up lines; nothing by default.
    public init(modules: [String] = [], variables: [Variable] = [], setup: String = "") {
        self.modules = modules
        self.variables = variables
        self.setup = setup
    }

    /// Modules are a function that only a login shell of bash defines, and set-up lines are written for bash;
    /// without either, the plain shell that every node has is enough.
    var interpreter: String { modules.isEmpty && setup.isEmpty ? "#!/bin/sh" : "#!/bin/bash -l" }

    var lines: [String] {
        var lines: [String] = []
        if !modules.isEmpty {
            lines.append("module load " + modules.map(ShellText.quote).joined(separator: " "))
        }
        lines += variables.sorted { $0.name < $1.name }.map { "export \($0.name)=\(ShellText.quote($0.value))" }
        if !setup.isEmpty { lines.append(setup) }
        return lines
    }
}
