/// The text that `sbatch` reads: what is asked for, then the environment, then the commands.
public struct BatchScript: Hashable, Sendable {
    /// What Slurm is asked for.
    public var options: BatchOptions
    /// What happens before the commands.
    public var environment: BatchEnvironment
    /// The commands, for a POSIX shell.
    public var body: String

    /// A script of options, environment and commands.
    public init(options: BatchOptions, environment: BatchEnvironment = BatchEnvironment(), body: String) {
        self.options = options
        self.environment = environment
        self.body = body
    }

    /// The whole script; equal values give equal text.
    ///
    /// - Throws: `BatchScriptError` where the text would mean something else to `sbatch` or to the shell.
    public func text() throws(BatchScriptError) -> String {
        var lines = [environment.interpreter]
        for flag in options.flags {
            guard !flag.argument.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
                throw .controlCharacter(option: flag.name)
            }
            lines.append("#SBATCH \(flag.directive)")
        }
        for variable in environment.variables where !Self.isName(variable.name) {
            throw .badVariable(variable.name)
        }
        let preparation = environment.lines
        if !preparation.isEmpty { lines += [""] + preparation }
        lines += ["", body]
        let text = lines.joined(separator: "\n") + (body.hasSuffix("\n") ? "" : "\n")
        guard !text.utf8.contains(13) else { throw .carriageReturn }
        guard text.utf8.count <= Self.limit else { throw .tooLong(bytes: text.utf8.count) }
        return text
    }

    /// `sbatch` refuses scripts beyond 4 MiB, `max_script_size` of Slurm's default configuration.
    private static let limit = 4 << 20

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 95: true
            default: false
            }
        }
    }
}

/// A batch script that cannot be written so that it means what it says.
public enum BatchScriptError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An option's value has a line break or another control character.
    case controlCharacter(option: String)
    /// A variable's name is none.
    case badVariable(String)
    /// A line ends as on Windows; `sbatch` refuses such scripts.
    case carriageReturn
    /// The script is longer than Slurm takes.
    case tooLong(bytes: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .controlCharacter(let option):
            "the value of --\(option) has a line break or another control character; `sbatch` would read on in the next line"
        case .badVariable(let name):
            "`\(name)` cannot be a variable's name: letters, digits and underscores, no digit first"
        case .carriageReturn:
            "the script has DOS line ends, which `sbatch` refuses; `dos2unix` on the file of the set-up lines removes them"
        case .tooLong(let bytes):
            "the script has \(bytes) bytes and Slurm takes at most 4 MiB; put long text into a staged file"
        }
    }
}
