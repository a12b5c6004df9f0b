import RunLog
import TestSupport
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null),
        (" true ", .bool(true)),
        ("-12", .int(-12)),
        ("9223372036854775807", .int(.max)),
        ("-9223372036854775808", .double(-9_223_372_036_854_775_808)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ("1.0", .double(1)),
        ("1e-4", .double(0.0001)),
        ("-0", .double(-0.0)),
        (#""a\"\u00e9\ud83d\ude00\n""#, .string("a\"é😀\n")),
        ("[1, [], {}]", .array([.int(1), .array([]), .object([])])),
        (#"{"b": 1, "a": "NaN"}"#, .object([.init("b", .int(1)), .init("a", .string("NaN"))])),
    ])
    func parses(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test(arguments: [
        ("", 0, JSONError.Reason.endOfText),
        ("{", 1, .endOfText),
        ("[1,]", 3, .expected(.value)),
        ("[1 2]", 3, .expected(.commaOrBracket)),
        (#"{"a" 1}"#, 5, .expected(.colon)),
        (#"{"a":1,"a":2}"#, 7, .duplicateKey("a")),
        ("01", 0, .badNumber),
        ("1.", 2, .endOfText),
        ("+1", 0, .expected(.value)),
        ("NaN", 0, .expected(.value)),
        ("1e999", 0, .numberTooLarge),
        (#""\x""#, 2, .badString),
        ("\"\t\"", 1, .badString),
        (#""\ud800""#, 3, .badString),
        ("1 2", 2, .trailingText),
        (String(repeating: "[", count: 65), 64, .tooDeep),
    ])
    func refuses(text: String, offset: Int, reason: JSONError.Reason) {
        #expect(throws: JSONError(reason, at: offset)) { try JSONValue(parsing: text) }
    }

    @Test func nestingUpToTheLimitIsFine() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: JSONError(.badString, at: 0)) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test func leavesAreDottedPaths() throws {
        let value = try JSONValue(parsing: #"{"projector":{"depth":2,"widths":[4,8]},"lora":{},"seed":0}"#)
        #expect(value.leaves.map(\.key) == ["projector.depth", "projector.widths", "lora", "seed"])
        #expect(value["projector"]?["depth"]?.intValue == 2)
    }

    @Test func indentsAsConfigurationsAreWritten() throws {
        let value = try JSONValue(parsing: #"{"a":{"b":[1,2.5]},"c":{}}"#)
        #expect(
            value.indentedText == """
                {
                  "a": {
                    "b": [
                      1,
                      2.5
                    ]
                  },
                  "c": {}
                }
                """
        )
    }

    /// Every bit pattern of a float comes back, whichever way it was read: by multiplication or by `strtod`.
    @Test func floatsSurviveTheirText() throws {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<20_000 {
            let bits = Double(bitPattern: generator.next())
            let short = Double(Int.random(in: -99_999...99_999, using: &generator)) / 1000
            for value in [bits, short, Double(round)] where value.isFinite {
                #expect(try JSONValue(parsing: JSONValue.double(value).text) == .double(value))
            }
        }
    }

    @Test func valuesSurviveTheirText() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            let value = Self.random(depth: 4, &generator)
            #expect(try JSONValue(parsing: value.text) == value)
            #expect(try JSONValue(parsing: value.indentedText) == value)
        }
    }

    /// Damaged texts are parsed or refused, never trapped on, and an error's offset lies in the text.
    @Test func damagedTextsDoNoHarm() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            var bytes = Array(Self.random(depth: 3, &generator).text.utf8)
            for _ in 0...Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
                let place = bytes.indices.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(ascii: "\""), at: place)
                }
            }
            do throws(JSONError) {
                let value = try JSONValue(parsing: bytes)
                #expect(try JSONValue(parsing: value.text) == value)
            } catch {
                #expect(0...bytes.count ~= error.offset)
            }
        }
    }

    private static func random(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .int(Int64.random(in: .min + 1 ... .max, using: &generator))
        case 3: return .double(Double.random(in: -1e6...1e6, using: &generator))
        case 4: return .string(["", "a\"b", "\u{1}\t\\", "é😀", "train/loss"].randomElement(using: &generator) ?? "")
        case 5: return .array((0..<3).map { _ in random(depth: depth - 1, &generator) })
        default: return .object((0..<3).map { .init("k\($0)", random(depth: depth - 1, &generator)) })
        }
    }
}
