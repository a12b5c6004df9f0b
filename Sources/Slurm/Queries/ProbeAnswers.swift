/// The answers to several questions that were asked with one command.
///
/// Each is a section of the output: a line `@@ NAME`, the answer, and a line `@= EXIT-CODE`.
public struct ProbeAnswers: Hashable, Sendable {
    /// One answer.
    public struct Answer: Hashable, Sendable {
        /// What the command printed on both streams.
        public let text: String
        /// Its exit code.
        public let code: Int

        /// The text on one line.
        public var oneLine: String { text.split(separator: "\n").joined(separator: "; ") }
    }

    /// The shell function `ask NAME COMMAND…`, which prints a section.
    public static let shellFunction =
        #"ask() { printf '@@ %s\n' "$1"; shift; "$@" 2>&1; printf '\n@= %s\n' "$?"; }"#

    private let answers: [String: Answer]

    /// Reads sections; what stands outside of them, or was cut off, is left out.
    public init(_ text: String) {
        var answers: [String: Answer] = [:]
        var name: String?
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if line.hasPrefix("@@ ") {
                name = String(line.dropFirst(3))
                lines = []
            } else if line.hasPrefix("@= "), let open = name, let code = strictNumber(line.dropFirst(3)) {
                answers[open] = Answer(text: lines.joined(separator: "\n"), code: code)
                name = nil
            } else {
                lines.append(line)
            }
        }
        self.answers = answers
    }

    /// The answer to a question, whatever its exit code; nil when there is none.
    public subscript(_ name: String) -> Answer? { answers[name] }

    /// The text of an answer whose exit code was 0.
    public func text(_ name: String) -> String? {
        answers[name].flatMap { $0.code == 0 ? $0.text : nil }
    }
}
