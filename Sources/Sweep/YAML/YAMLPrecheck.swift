/// Looks over a YAML text before it is parsed, and refuses what a spec does not need and what could make parsing
/// expensive: tabs as indentation, anchors, aliases, tags other than `!remove`, and deep nesting.
///
/// An alias as a mapping key makes a parser hash what the alias stands for, which can grow without bound; so this runs
/// first, on the characters. It follows quotes, comments and block scalars, and looks for indicators only where a node
/// can start.
struct YAMLPrecheck {
    /// How deep mappings and lists may stand inside one another.
    static let depthLimit = 32

    private let file: String
    private let log: DiagnosticLog
    private var flowDepth = 0
    private var columns: [Int] = []
    private var quote: Unicode.Scalar?
    private var blockIndent: Int?
    private var isTooDeep = false

    init(file: String, log: DiagnosticLog) {
        self.file = file
        self.log = log
    }

    mutating func check(_ text: String) {
        let lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }
        for (number, line) in lines.enumerated() where !isTooDeep { check(Array(line), number: number + 1) }
    }

    private mutating func check(_ line: [Unicode.Scalar], number: Int) {
        let indent = line.prefix { $0 == " " }.count
        let isBlank = line.dropFirst(indent).allSatisfy { $0 == " " || $0 == "\t" || $0 == "\r" }
        if isBlank { return }
        if let block = blockIndent {
            if indent > block { return }
            blockIndent = nil
        }
        guard quote == nil else { return scan(line, from: 0, number: number, canStart: false) }
        if line[indent] == "\t" {
            let advice = "Indent with spaces; most editors can convert the file."
            report("a tab is used for indentation", number, indent, advice: advice)
            return
        }
        if flowDepth == 0, line[indent] != "#" { columns.removeAll { $0 >= indent } }
        scan(line, from: indent, number: number, canStart: true)
    }

    private mutating func scan(_ line: [Unicode.Scalar], from start: Int, number: Int, canStart: Bool) {
        var cursor = Cursor(position: start, container: start, canStart: canStart)
        while cursor.position < line.count {
            let position = cursor.position
            let scalar = line[position]
            let next = position + 1 < line.count ? line[position + 1] : nil
            if let open = quote {
                cursor.position += closes(open, scalar, next)
            } else if scalar == "#", position == 0 || isSpace(line[position - 1]) {
                return
            } else if isSpace(scalar) {
                cursor.position += 1
            } else if flowIndicator(scalar, number, position) {
                cursor.canStart = scalar != "]" && scalar != "}"
                cursor.position += 1
            } else if ":?-".unicodeScalars.contains(scalar), isEnd(next), cursor.canStart || scalar == ":" {
                if cursor.canStart, scalar != ":" { enter(&cursor, number) }
                cursor.canStart = true
                cursor.position += 1
            } else if cursor.canStart {
                startNode(line, number, &cursor)
            } else {
                cursor.position += 1
            }
        }
    }

    /// Where a scan is in its line.
    private struct Cursor {
        var position: Int
        /// The column of the mapping or list that what follows belongs to.
        var container: Int
        /// Whether a new node can start here.
        var canStart: Bool
    }

    private mutating func enter(_ cursor: inout Cursor, _ number: Int) {
        cursor.container = cursor.position
        push(cursor.position, number)
    }

    /// Takes the first character of a node; a block scalar's header takes the rest of the line.
    private mutating func startNode(_ line: [Unicode.Scalar], _ number: Int, _ cursor: inout Cursor) {
        let scalar = line[cursor.position]
        if (scalar == "|" || scalar == ">") && flowDepth == 0 {
            blockIndent = cursor.container
            cursor.position = line.count
            return
        }
        let next = cursor.position + 1 < line.count ? line[cursor.position + 1] : nil
        if isProperty(scalar, next, line, number, &cursor.position) { return }
        cursor.canStart = false
        if flowDepth == 0, isKey(line, cursor.position) { enter(&cursor, number) }
        if scalar == "\"" || scalar == "'" { quote = scalar }
        cursor.position += 1
    }

    /// Whether a block mapping's key starts here: a colon follows on the line, within the 1024 characters of a key.
    private func isKey(_ line: [Unicode.Scalar], _ position: Int) -> Bool {
        line.indices.dropFirst(position).prefix(1024)
            .contains { line[$0] == ":" && isEnd($0 + 1 < line.count ? line[$0 + 1] : nil) }
    }

    /// How many characters of a quoted scalar are consumed; ends the quote where it closes.
    private mutating func closes(_ open: Unicode.Scalar, _ scalar: Unicode.Scalar, _ next: Unicode.Scalar?) -> Int {
        if open == "\"", scalar == "\\" { return 2 }
        guard scalar == open else { return 1 }
        if open == "'", next == "'" { return 2 }
        quote = nil
        return 1
    }

    private mutating func flowIndicator(_ scalar: Unicode.Scalar, _ number: Int, _ position: Int) -> Bool {
        switch scalar {
        case "[", "{":
            flowDepth += 1
            checkDepth(number, position)
            return true
        case "]",
            "}" where flowDepth > 0:
            flowDepth -= 1
            return true
        case ",": return flowDepth > 0
        default: return false
        }
    }

    /// Anchors, aliases and tags; moves past what it reports.
    private func isProperty(
        _ scalar: Unicode.Scalar,
        _ next: Unicode.Scalar?,
        _ line: [Unicode.Scalar],
        _ number: Int,
        _ position: inout Int
    ) -> Bool {
        guard scalar == "&" || scalar == "*" || scalar == "!", !isEnd(next) || scalar == "!" else { return false }
        let word = line[position...].prefix { !isSpace($0) && !",[]{}\r".unicodeScalars.contains($0) }
        let name = String(String.UnicodeScalarView(word))
        if scalar == "!" {
            if name != "!remove" {
                let advice = "Only '!remove' is known, which drops an inherited key."
                report("the tag '\(name)' is not supported", number, position, length: word.count, advice: advice)
            }
        } else {
            let kind = scalar == "&" ? "anchor" : "alias"
            let advice =
                "Write the value out, put what is shared in a file and `include` it, or use an expression in braces."
            report("the \(kind) '\(name)' is not supported", number, position, length: word.count, advice: advice)
        }
        position += max(1, word.count)
        return true
    }

    private mutating func push(_ column: Int, _ number: Int) {
        if flowDepth == 0, columns.last != column {
            columns.removeAll { $0 > column }
            if columns.last != column { columns.append(column) }
        }
        checkDepth(number, column)
    }

    private mutating func checkDepth(_ number: Int, _ position: Int) {
        guard columns.count + flowDepth > Self.depthLimit else { return }
        isTooDeep = true
        report("nested more than \(Self.depthLimit) levels deep", number, position)
    }

    private func report(_ message: String, _ line: Int, _ column: Int, length: Int = 1, advice: String? = nil) {
        let location = SourceLocation(file: file, line: line, column: column + 1)
        log.add(Diagnostic(.error, at: location, length: length, message, advice: advice))
    }

    private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t"
    }

    private func isEnd(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return true }
        return isSpace(scalar) || scalar == "\r" || (flowDepth > 0 && ",[]{}".unicodeScalars.contains(scalar))
    }
}
