public import RunLog

/// What a run was made from and where it ran, as far as submitter, wrapper and trainer tell.
public struct RunCapture: Hashable, Sendable {
    /// `argv`, `git`, `environment`, `packages`, `python`, `host`, `gpus`, `slurm`, …, in order of name.
    ///
    /// Where several tell of the same, the trainer counts before the wrapper and the wrapper before the submitter.
    public let sections: [JSONValue.Member]

    /// What is known under a name; nil where nobody tells.
    public subscript(section: String) -> JSONValue? {
        sections.first { $0.key == section }?.value
    }

    /// The commit and how far the files were from it, such as `0094655 on main, 3 files changed`; nil without git.
    public var code: String? {
        guard let git = self["git"], let commit = git["commit"]?.stringValue else { return nil }
        var text = String(commit.prefix(12))
        if let branch = git["branch"]?.stringValue, !branch.isEmpty, branch != "HEAD" { text += " on \(branch)" }
        guard git["dirty"]?.boolValue == true else { return text }
        let changed = git["diff"]?.stringValue?.components("\ndiff --git ") ?? 0
        return text + (changed > 0 ? ", \(changed) \(changed == 1 ? "file" : "files") changed" : ", with new files")
    }

    /// The command that was started, its parts as a shell would need them; nil where nobody tells.
    public var command: String? {
        guard case .array(let parts) = self["argv"] else { return nil }
        return parts.compactMap(\.stringValue)
            .map { $0.isEmpty || $0.contains { " '\"$&;()<>|*?\\\n".contains($0) } ? "'\($0)'" : $0 }
            .joined(separator: " ")
    }

    /// The machine in a line, such as `node3: AMD EPYC 7742, 64 cores, 512 GB, 8 × NVIDIA A100-SXM4-80GB`.
    public var machine: String? {
        guard let host = self["host"] else { return nil }
        var parts = [host["cpu"]?.stringValue].compactMap { $0 }.filter { !$0.isEmpty }
        if let cores = host["cpus"]?.intValue { parts.append("\(cores) cores") }
        if let memory = host["memory_mb"]?.doubleValue { parts.append("\(Int((memory / 1024).rounded())) GB") }
        if case .array(let gpus) = self["gpus"], let name = gpus.first?["name"]?.stringValue {
            parts.append("\(gpus.count) × \(name)")
        }
        return "\(host["name"]?.stringValue ?? "?"): \(parts.joined(separator: ", "))"
    }
}

extension String {
    /// How often a text stands in this one with a line break put before it.
    fileprivate func components(_ text: String) -> Int {
        let (bytes, wanted) = (Array("\n\(self)".utf8), Array(text.utf8))
        guard bytes.count >= wanted.count else { return 0 }
        return (0...(bytes.count - wanted.count)).count { bytes[$0] == wanted[0] && bytes[$0...].starts(with: wanted) }
    }
}
