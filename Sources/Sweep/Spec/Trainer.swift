/// What a sweep runs.
public enum Trainer: Hashable, Sendable {
    /// The embedded trainer: `run` names its sub-commands.
    case pargo
    /// Any other program.
    case command(Command)

    /// A program that is not ours.
    public struct Command: Hashable, Sendable {
        /// The program and its arguments.
        ///
        /// `{config}` stands for the configuration file and `{run}` for the run directory.
        public let arguments: [String]
        /// The path of its schema, resolved; nil when there is none and keys go unchecked.
        public let schema: String?
        /// The files that are its code, as glob patterns relative to the spec; their content is part of each key.
        public let code: [String]
        /// What is asked, on this machine, whether jobs can run at all; nil when nothing is.
        public let preflight: Preflight?
        /// Where the command is written.
        public let location: SourceLocation
    }

    /// A program that looks at configurations before anything is submitted.
    public struct Preflight: Hashable, Sendable {
        /// The program and its arguments.
        public let arguments: [String]
        /// Where it is written.
        public let location: SourceLocation
    }
}
