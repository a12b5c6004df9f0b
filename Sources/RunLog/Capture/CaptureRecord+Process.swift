import Glibc

extension CaptureRecord {
    /// What this process can tell of itself, of the machine, and of the code in a folder.
    ///
    /// It asks git, which has five seconds for each question; what it could not find out is said under `problems`.
    ///
    /// - Parameters:
    ///   - source: As who this process speaks.
    ///   - arguments: Its arguments; options that are named like secrets lose their values.
    ///   - environment: Its environment; variables that are named like secrets lose their values.
    ///   - folder: Where the code is.
    ///   - more: Sections that the caller knows of.
    /// - Returns: The record, not yet written.
    public static func ofProcess(
        as source: Source,
        arguments: [String],
        environment: [String: String],
        folder: String,
        more: [JSONValue.Member] = []
    ) -> CaptureRecord {
        let git = GitState(of: folder)
        var sections: [JSONValue.Member] = [
            .init("argv", Secrets.visible(arguments)), .init("directory", .string(folder)),
        ]
        sections += more
        sections.append(.init("environment", Secrets.visible(environment)))
        sections.append(.init("host", host()))
        if let value = git.value { sections.append(.init("git", value)) }
        if !git.problems.isEmpty { sections.append(.init("problems", .array(git.problems.map { .string($0) }))) }
        return CaptureRecord(source: source, sections: sections)
    }

    /// The machine: name, system, processor, memory.
    private static func host() -> JSONValue {
        var system = utsname()
        uname(&system)
        let words = [text(system.sysname), text(system.release), text(system.machine)].joined(separator: " ")
        return .object([
            .init("name", .string(text(system.nodename))), .init("system", .string(words)),
            .init("cpu", .string(field("model name", of: "/proc/cpuinfo"))),
            .init("cpus", .int(Int64(sysconf(Int32(_SC_NPROCESSORS_ONLN))))),
            .init(
                "memory_mb",
                .int((Int64(field("MemTotal", of: "/proc/meminfo").prefix { $0.isNumber }) ?? 0) / 1024)
            ),
        ])
    }

    /// What stands behind a name and a colon in a file of `/proc`.
    private static func field(_ name: String, of path: String) -> String {
        // A machine that does not tell is described without it.
        guard let bytes = try? SmallFile.read(path) else { return "" }
        let line = bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: name.utf8) } ?? []
        let value = String(decoding: line.drop { $0 != UInt8(ascii: ":") }.dropFirst(), as: UTF8.self)
        return String(value.drop { $0 == " " })
    }

    /// The text in one of the fixed-size fields that C gives as a tuple.
    private static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
