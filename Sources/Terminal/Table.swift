/// Rows in aligned columns, for a person to read.
public struct Table: Sendable {
    /// To which side a column's texts stand.
    public enum Alignment: Sendable {
        /// Texts.
        case leading
        /// Numbers.
        case trailing
    }

    /// A column.
    public struct Column: Sendable {
        /// What stands above it.
        public let header: String
        /// To which side its texts stand.
        public let alignment: Alignment
        /// Whether it may be cut when the terminal is narrow; the widest such column gives way first.
        public let mayShrink: Bool

        /// A column with its header.
        public init(_ header: String, _ alignment: Alignment = .leading, mayShrink: Bool = false) {
            self.header = header
            self.alignment = alignment
            self.mayShrink = mayShrink
        }
    }

    /// A text in the table.
    public struct Cell: Sendable, ExpressibleByStringInterpolation {
        /// What stands there.
        public let text: String
        /// How it stands out.
        public let style: Style

        /// A text with its style.
        public init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }

        /// A plain text.
        public init(stringLiteral value: String) {
            self.init(value)
        }
    }

    private static let gap = "  "
    private static let narrowest = 6

    private let columns: [Column]
    private var rows: [[Cell]] = []

    /// A table without rows.
    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; cells that are missing at its end are empty.
    ///
    /// Line breaks and other control characters in a cell are shown as spaces: a row is a line.
    public mutating func add(_ cells: [Cell]) {
        var row = cells.map { Self.isClean($0.text) ? $0 : Cell(Self.line($0.text), $0.style) }
        while row.count < columns.count { row.append(Cell("")) }
        rows.append(row)
    }

    /// The table as lines, header first, each ended by a newline.
    ///
    /// For a terminal, columns that may shrink do, and what still does not fit is cut with an ellipsis.
    public func text(_ traits: OutputTraits) -> String {
        let widths = fitted(to: traits.width)
        var text = line(columns.map { Cell($0.header, .bold) }, widths, traits) + "\n"
        for row in rows { text += line(row, widths, traits) + "\n" }
        return text
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ traits: OutputTraits) -> String {
        var line = ""
        var used = 0
        let last = cells.lastIndex { !$0.text.isEmpty } ?? -1
        for (index, cell) in cells.enumerated() where index <= last {
            let room = traits.width.map { $0 - used } ?? Int.max
            guard room > 0 else { break }
            let place = Place(
                width: widths[index],
                alignment: columns[index].alignment,
                isLast: index == last,
                room: room
            )
            let width = place.add(cell, traits, to: &line)
            used += width
            if index < last, room > width + Self.gap.utf8.count {
                line += Self.gap
                used += Self.gap.utf8.count
            }
        }
        return line
    }

    /// Where a cell goes: its column, and what is left of the line.
    private struct Place {
        let width: Int
        let alignment: Alignment
        let isLast: Bool
        let room: Int

        /// Adds a cell to its line.
        ///
        /// - Returns: How many columns of the terminal it takes.
        func add(_ cell: Cell, _ traits: OutputTraits, to line: inout String) -> Int {
            let space = width - TextWidth.of(cell.text)
            if space >= 0, room >= width {
                let text = traits.isStyled ? styled(cell.text, cell.style) : cell.text
                // The last text of a line needs no filling up.
                let filling = alignment == .leading && isLast ? "" : String(repeating: " ", count: space)
                line += alignment == .leading ? text : filling
                line += alignment == .leading ? filling : text
                return width
            }
            let fitting = TextWidth.truncated(cell.text, to: width)
            let isPadded = !isLast || alignment == .trailing
            let padded = isPadded ? TextWidth.padded(fitting, to: width, alignment) : fitting
            let shown = TextWidth.truncated(padded, to: room)
            line += traits.isStyled ? styled(shown, cell.style) : shown
            return TextWidth.of(shown)
        }
    }

    /// Only the text is styled, not the spaces around it.
    private static func styled(_ text: String, _ style: Style) -> String {
        let words = text.drop { $0 == " " }
        let leading = text.count - words.count
        let trailing = words.reversed().prefix { $0 == " " }.count
        guard !words.isEmpty else { return text }
        return String(repeating: " ", count: leading) + style.applied(to: String(words.dropLast(trailing)))
            + String(repeating: " ", count: trailing)
    }

    /// The columns of a terminal that each column needs at least.
    public var leastWidths: [Int] {
        zip(columns, fullWidths).map { column, width in column.mayShrink ? min(width, Self.narrowest) : width }
    }

    /// How many columns of a terminal a table with columns of these widths takes.
    public static func width(of widths: [Int]) -> Int {
        widths.reduce(0, +) + gap.utf8.count * max(0, widths.count - 1)
    }

    private var fullWidths: [Int] {
        columns.indices.map { index in
            rows.reduce(TextWidth.of(columns[index].header)) { max($0, TextWidth.of($1[index].text)) }
        }
    }

    private func fitted(to width: Int?) -> [Int] {
        var widths = fullWidths
        guard let width else { return widths }
        var excess = Self.width(of: widths) - width
        while excess > 0 {
            let candidates = columns.indices.filter { columns[$0].mayShrink && widths[$0] > Self.narrowest }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline || $0.unicodeScalars.contains(where: isControl) ? " " : $0 })
    }

    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } || !text.unicodeScalars.contains(where: isControl)
    }

    /// Those beyond ASCII too: some terminals take U+009B for the beginning of a command.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }
}
