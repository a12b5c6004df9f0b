/// What is set up around each run.
public struct RunEnvironment: Hashable, Sendable {
    /// Environment modules to load, in order.
    public var modules: [String] = []
    /// Variables to export, in the spec's order.
    public var exports: [Export] = []
    /// Shell lines to run before the trainer.
    public var setup: [String] = []

    /// One variable.
    public struct Export: Hashable, Sendable {
        /// The variable's name.
        public let name: String
        /// Its value, as text.
        public let value: String

        /// A variable and its value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}
