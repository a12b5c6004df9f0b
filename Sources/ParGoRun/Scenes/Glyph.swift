extension Scene {
    /// A letter or digit of the scenes' own font, five pixels wide and seven high.
    public struct Glyph: Hashable, Sendable {
        /// What it is called: a small letter, as everything is told in small letters, or a digit.
        public let name: String
        /// Whether it is a digit.
        let isDigit: Bool
        /// The pixels from above, left to right, the first in the lowest bit.
        private let bits: UInt64

        private static let (columns, rows) = (5, 7)

        /// Width as a part of height.
        static let aspect = Float(columns) / Float(rows)

        /// A glyph from its rows, `#` for ink.
        private init(_ name: Substring, _ picture: [Substring]) {
            (self.name, isDigit) = (String(name), name.first?.isNumber ?? false)
            bits = picture.joined().enumerated().reduce(0) { $1.element == "#" ? $0 | 1 << UInt64($1.offset) : $0 }
        }

        /// The letters, then the digits.
        public static let all: [Glyph] = sheets.flatMap { sheet in
            let lines = sheet.split(separator: "\n").map { $0.split(separator: " ") }
            return lines[0].indices.map { place in Glyph(lines[0][place], lines.dropFirst().map { $0[place] }) }
        }

        /// What it is: `letter` or `digit`.
        public var sort: String { isDigit ? "digit" : "letter" }

        /// Two words, as `letter k`.
        public var words: String { "\(sort) \(name)" }

        /// The article before its name.
        var article: String { "efhlmnrx8".contains(name) ? "an" : "a" }

        /// All letters where this is one, all digits where it is one of these.
        var alike: [Glyph] { Self.all.filter { $0.isDigit == isDigit } }

        /// Whether a point is inside, where the glyph reaches from -1 to 1; y grows downwards.
        func contains(_ point: SIMD2<Float>) -> Bool {
            guard abs(point.x) < Self.aspect, abs(point.y) < 1 else { return false }
            let column = min(Int((point.x / Self.aspect + 1) / 2 * Float(Self.columns)), Self.columns - 1)
            let row = min(Int((point.y + 1) / 2 * Float(Self.rows)), Self.rows - 1)
            return bits >> UInt64(row * Self.columns + column) & 1 == 1
        }
    }
}

extension Scene.Glyph {
    /// The font.
    ///
    /// Each glyph reaches to all four edges, which is where its box is.
    ///
    /// A to D are missing, which name the options of a choice, and letters that this size leaves alike: G, I, O, Q, S and Z are
    /// 6, 1, 0, 0, 5 and 2 to the eye.
    fileprivate static let sheets = [
        """
        e     f     h     j     k     l     m     n
        ##### ##### #...# ..### #...# #.... #...# #...#
        #.... #.... #...# ...#. #..#. #.... ##.## ##..#
        #.... #.... #...# ...#. #.#.. #.... #.#.# ##..#
        ####. ####. ##### ...#. ##... #.... #.#.# #.#.#
        #.... #.... #...# ...#. #.#.. #.... #...# #..##
        #.... #.... #...# #..#. #..#. #.... #...# #..##
        ##### #.... #...# .##.. #...# ##### #...# #...#
        """,
        """
        p     r     t     u     v     w     x     y
        ####. ####. ##### #...# #...# #...# #...# #...#
        #...# #...# ..#.. #...# #...# #...# #...# #...#
        #...# #...# ..#.. #...# #...# #...# .#.#. .#.#.
        ####. ####. ..#.. #...# #...# #.#.# ..#.. ..#..
        #.... #.#.. ..#.. #...# .#.#. #.#.# .#.#. ..#..
        #.... #..#. ..#.. #...# .#.#. ##.## #...# ..#..
        #.... #...# ..#.. .###. ..#.. #...# #...# ..#..
        """,
        """
        0     1     2     3     4     5     6     7     8     9
        .###. ..#.. .###. .###. ...#. ##### .###. ##### .###. .###.
        #...# .##.. #...# #...# ..##. #.... #.... ....# #...# #...#
        #..## #.#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#
        #.#.# ..#.. ..##. ..##. #..#. ....# ####. ..#.. .###. .####
        ##..# ..#.. .#... ....# ##### ....# #...# ..#.. #...# ....#
        #...# ..#.. #.... #...# ...#. #...# #...# .#... #...# ...#.
        .###. ##### ##### .###. ...#. .###. .###. .#... .###. .##..
        """,
    ]
}
