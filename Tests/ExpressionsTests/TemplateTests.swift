import Expressions
import Testing

@Suite struct TemplateTests {
    private func template(_ text: String) throws(ExpressionError) -> Template {
        try Template(text, known: ["depth", "kind"]) { name in
            name == "depth" ? .slot(0, types: .int) : name == "kind" ? .slot(1, types: .string) : nil
        }
    }

    @Test(arguments: [
        ("{2 * depth}", Value.int(8)),
        ("{kind}", .string("pargo")),
        ("run-{depth}", .string("run-4")),
        ("{kind}/{depth + 1}", .string("pargo/5")),
        ("{'a}b'}", .string("a}b")),
        ("{{{depth}}}", .string("{4}")),
        ("plain", .string("plain")),
        ("{depth / 2}h", .string("2.0h")),
    ])
    func values(text: String, value: Value) throws {
        #expect(try template(text).evaluate([.int(4), .string("pargo")]) == value)
    }

    @Test(arguments: [
        ("run-{dept}", "column 6: unknown name 'dept'. Did you mean 'depth'?"),
        ("run-{depth", "column 5: this '{' is never closed"),
        ("run-}", "column 5: this '}' closes nothing. Did you mean '}}'?"),
        ("{}", "column 2: the expression is empty"),
    ])
    func errors(text: String, message: String) {
        let error = #expect(throws: ExpressionError.self) { try template(text) }
        #expect(error?.description == message)
    }

    @Test func aloneItKeepsItsType() throws {
        #expect(try template("{depth}").types == .int)
        #expect(try template("{depth}x").types == .string)
    }
}
