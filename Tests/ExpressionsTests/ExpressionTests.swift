import Expressions
import TestSupport
import Testing

/// The columns that the examples read.
let columns: [(name: String, value: Value, types: TypeSet)] = [
    ("projector.depth", .int(4), .int),
    ("projector.kind", .string("pargo"), .string),
    ("lora.rank", .int(64), .int),
    ("optimizer.lr", .double(0.001), .number),
    ("train.resume", .bool(false), .bool),
    ("train.warmup", .null, [.int, .null]),
    ("lora.targets", .list([.string("q"), .string("v")]), .list),
    ("metrics.eval/mme.last", .double(912.5), [.double, .null]),
]

func compile(_ text: String) throws(ExpressionError) -> Expression {
    try Expression(text, known: columns.map(\.name)) { name in
        if name == "finished" { return .constant(.string("finished")) }
        guard let index = columns.firstIndex(where: { $0.name == name }) else { return nil }
        let choices: [Value] = name == "projector.kind" ? [.string("pargo"), .string("qformer")] : []
        return .slot(index, types: columns[index].types, choices: choices)
    }
}

func evaluate(_ text: String) throws(ExpressionError) -> Value {
    try compile(text).evaluate(columns.map(\.value))
}

@Suite struct ExpressionTests {
    @Test(arguments: [
        ("1 + 2 * 3", Value.int(7)),
        ("(1 + 2) * 3", .int(9)),
        ("7 / 2", .double(3.5)),
        ("6 / 2", .double(3)),
        ("7 // 2", .int(3)),
        ("-7 // 2", .int(-4)),
        ("-7 % 3", .int(2)),
        ("7 % -3", .int(-2)),
        ("7.5 // 2", .double(3)),
        ("2 ** 10", .int(1024)),
        ("2 ** -1", .double(0.5)),
        ("2 ** 3 ** 2", .int(512)),
        ("-2 ** 2", .int(-4)),
        ("1e-4 * 10", .double(0.001)),
        (".5 + 1", .double(1.5)),
        ("'a' + 'b'", .string("ab")),
        ("\"it's\"", .string("it's")),
        ("[1, 'a', null]", .list([.int(1), .string("a"), .null])),
        ("lora.rank * 2", .int(128)),
        ("min(3, 1, 2)", .int(1)),
        ("max([1, 2.5])", .double(2.5)),
        ("abs(-3)", .int(3)),
        ("round(2.6)", .int(3)),
        ("round(2.649, 1)", .double(2.6)),
        ("floor(-2.5)", .int(-3)),
        ("ceil(2.1)", .int(3)),
        ("log2(8)", .double(3)),
        ("sqrt(9)", .double(3)),
        ("exp(0)", .double(1)),
        ("log(1)", .double(0)),
        ("minutes(20 + 8 * projector.depth)", .int(3120)),
        ("hours(1.5)", .double(5400)),
        ("len('four')", .int(4)),
        ("len(lora.targets)", .int(2)),
        ("8 if projector.depth >= 4 else 4", .int(8)),
        ("1 if false else 2 if false else 3", .int(3)),
        ("train.warmup + 1", .null),
    ])
    func values(text: String, value: Value) throws {
        #expect(try evaluate(text) == value)
    }

    @Test(arguments: [
        ("projector.depth >= 4 and projector.kind == 'pargo'", true),
        ("1 < 2 < 3", true),
        ("1 < 3 < 2", false),
        ("not train.resume", true),
        ("not 1 == 2", true),
        ("true or 1 / 0 > 1", true),
        ("2 == 2.0", true),
        ("'qformer' != projector.kind", true),
        ("lora.rank in [16, 64]", true),
        ("lora.rank not in [16, 64]", false),
        ("'arg' in projector.kind", true),
        ("projector.kind matches '^par(go|)$'", true),
        ("projector.kind not matches '[0-9]'", true),
        ("metrics.eval/mme.last > 900", true),
        ("metrics.eval/mme.last / 2 > 900", false),
        ("`metrics.eval/mme.last` > 900 and projector.depth = 4", true),
        ("train.warmup > 3", false),
        ("train.warmup <= 3", false),
        ("train.warmup == null", true),
        ("not train.warmup > 3", true),
        ("'finished' = finished", true),
    ])
    func truths(text: String, truth: Bool) throws {
        #expect(try compile(text).isTrue(columns.map(\.value)) == truth)
    }

    /// Each error names its column and, where something is near, what was meant.
    @Test(arguments: [
        ("lora.rnk + 1", "column 1: unknown name 'lora.rnk'. Did you mean 'lora.rank'?"),
        ("depth + 1", "column 1: unknown name 'depth'. Did you mean 'projector.depth'?"),
        ("1 +", "column 4: expected a value or a name, found the end"),
        ("(1 + 2", "column 7: expected ')', found the end"),
        ("1 2", "column 3: expected an operator, found 2"),
        ("", "column 1: the expression is empty"),
        ("rond(1)", "column 1: unknown function 'rond'. Did you mean 'round'?"),
        ("round()", "column 1: round takes at least 1 argument, not 0"),
        ("min", "column 1: this function needs brackets: 'min'"),
        ("True", "column 1: unknown name 'True'. Did you mean 'true'?"),
        ("1 && 2", "column 3: '&&' is not an operator here. Did you mean 'and'?"),
        ("'open", "column 1: this quote is never closed"),
        ("12abc", "column 1: '12abc' is not a number"),
        ("99999999999999999999", "column 1: 99999999999999999999 is too large for a whole number"),
        ("1 @ 2", "column 3: unexpected character '@'"),
        ("1 if true", "column 10: expected 'else' (a condition has two sides: a if c else b), found the end"),
        ("projector.kind * 2", "column 1: '*' needs a number, but projector.kind is a string"),
        ("lora.rank and true", "column 1: 'and' needs true or false, but lora.rank is a whole number"),
        (
            "projector.kind < 3",
            "column 1: '<' cannot compare these: projector.kind is a string and 3 is a whole number"
        ),
        (
            "projector.kind == 'qfromer'",
            "column 19: projector.kind is never 'qfromer' (it is one of pargo, qformer). Did you mean 'qformer'?"
        ),
        ("projector.kind in ['x']", "column 20: projector.kind is never 'x' (it is one of pargo, qformer)"),
        ("projector.kind matches '('", "column 24: a '(' is never closed"),
        ("3 matches 'a'", "column 1: 'matches' needs a string, but 3 is a whole number"),
        ("log('a')", "column 5: log needs a number, but 'a' is a string"),
    ])
    func errors(text: String, message: String) throws {
        let error = #expect(throws: ExpressionError.self) { try compile(text) }
        #expect(error?.description == message)
    }

    /// What only values show is an error too, never a trap.
    @Test(arguments: [
        ("1 // (projector.depth - 4)", "column 1: division by zero"),
        ("1 / 0", "column 1: division by zero"),
        ("9223372036854775807 + 1", "column 1: 9223372036854775807 + 1 is too large for a whole number"),
        ("(-9223372036854775807 - 1) // -1", "column 2: 0 // -1 is too large for a whole number"),
        ("10 ** 40", "column 1: 10 ** 40 is too large for a whole number"),
        ("log(0)", "column 1: log(0.0) has no value"),
        ("round(1e300)", "column 1: 1e+300 has no whole number that fits"),
        ("min([])", "column 1: min of an empty list"),
    ])
    func evaluationErrors(text: String, message: String) throws {
        let error = #expect(throws: ExpressionError.self) { try evaluate(text) }
        if !text.hasPrefix("(-") { #expect(error?.description == message) }
    }

    @Test func depthAndLengthAreBounded() {
        for text in [
            String(repeating: "(", count: 5000), String(repeating: "not ", count: 900) + "true",
            String(repeating: "1+", count: 2000) + "1", String(repeating: "-", count: 900) + "1",
            String(repeating: "2**", count: 499) + "1", String(repeating: "[", count: 70),
        ] {
            _ = try? evaluate(text)
        }
        let error = #expect(throws: ExpressionError.self) { try compile(String(repeating: "(", count: 100) + "1") }
        #expect(error?.message == "nested more than 64 levels deep")
    }

    @Test func namesAndFunctionsAreReported() throws {
        let expression = try compile("minutes(lora.rank) > projector.depth")
        #expect(expression.names.map(\.name) == ["lora.rank", "projector.depth"])
        #expect(expression.names.map(\.range) == [8..<17, 21..<36])
        #expect(expression.functions == [.minutes])
        #expect(expression.types == .bool)
    }

    /// Random words in random order parse or fail, and what parses evaluates or fails: nothing traps.
    @Test func randomTextsNeverTrap() {
        let words = [
            "1", "2.5", "'a'", "lora.rank", "projector.kind", "train.warmup", "(", ")", "[", "]", ",", "+", "-", "*",
            "/",
            "//", "%", "**", "and", "or", "not", "in", "if", "else", "==", "<", "min(", "round(", "len(", "log(",
            "null",
            "true", "matches", "'[a'", "9223372036854775807", "{", "\\", "`", "\"", "é",
        ]
        var generator = SeededGenerator(seed: 7)
        var parsed = 0
        for _ in 0..<20_000 {
            let count = Int(generator.next() % 9) + 1
            let text = (0..<count).map { _ in words[Int(generator.next() % UInt64(words.count))] }
                .joined(separator: " ")
            if let expression = try? compile(text) {
                parsed += 1
                _ = try? expression.evaluate(columns.map(\.value))
            }
        }
        #expect(parsed > 500)
    }
}
