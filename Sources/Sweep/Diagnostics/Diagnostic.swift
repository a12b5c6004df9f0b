/// Something wrong or surprising in a spec: where, what, and what to write instead.
public struct Diagnostic: Hashable, Sendable {
    /// How bad it is: an error stops the sweep, a warning does not.
    public enum Severity: String, Hashable, Sendable {
        case error
        case warning
    }

    /// Whether it stops the sweep.
    public let severity: Severity
    /// Where it is; nil when it belongs to no place in any file.
    public let location: SourceLocation?
    /// How many characters from there on are meant, at least 1.
    public let length: Int
    /// What is wrong, in a sentence without its full stop.
    public let message: String
    /// What was probably meant, if something is near enough.
    public let suggestion: String?
    /// What to do, in a full sentence; nil where the message says enough.
    public let advice: String?

    /// Something to tell, with its place.
    public init(
        _ severity: Severity,
        at location: SourceLocation?,
        length: Int = 1,
        _ message: String,
        suggestion: String? = nil,
        advice: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.length = max(1, length)
        self.message = message
        self.suggestion = suggestion
        self.advice = advice
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The diagnostic on one line, such as
    /// `sweeps/lr.yaml:7:5: error: unknown key 'projector.dept'. Did you mean 'projector.depth'?`.
    public var description: String {
        let place = location.map { "\($0): " } ?? ""
        let meant = suggestion.map { ". Did you mean '\($0)'?" } ?? ""
        let help = advice.map { (suggestion == nil ? ". " : " ") + $0 } ?? ""
        return "\(place)\(severity.rawValue): \(message)\(meant)\(help)"
    }

    /// The line, and below it the offending line of the file with the place marked.
    public func rendered(with sources: SourceMap) -> String {
        guard let location, let line = sources.line(at: location) else { return description }
        let number = String(location.line)
        let gutter = String(repeating: " ", count: number.count)
        let shown = line.unicodeScalars.prefix(160)
        guard location.column <= shown.count + 1 else { return description }
        let before = shown.prefix(location.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let width = min(length, max(1, shown.count - location.column + 1))
        let marker = "^" + String(repeating: "~", count: width - 1)
        return
            "\(description)\n  \(number) | \(String(String.UnicodeScalarView(shown)))\n  \(gutter) | \(before)\(marker)"
    }
}
