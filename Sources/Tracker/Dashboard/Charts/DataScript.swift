/// A data file: a script that hands one text of JSON to the page, which parses it when it needs it.
package enum DataScript {
    /// The script, under a name as an attribute of the page holds it; the JSON may hold any text, written by `ScriptText`.
    package static func text(_ name: String, _ json: String) -> String {
        "ParGo.data(\(ScriptText.string(HTMLEscaping.readBack(name))),'\(quoted(json))');\n"
    }

    /// Each number as its difference from the one before, which is a third of the digits; of equal ones at the end, one.
    package static func differences(_ values: [Int64]) -> String {
        let steps = zip(values, [0] + values.dropLast()).map { $0 &- $1 }
        let tail = steps.reversed().prefix { $0 == steps.last }.count
        return steps.dropLast(max(0, tail - 1)).map(String.init).joined(separator: ",")
    }

    /// JSON between single quotes: a backslash and a quote of its own would be read twice.
    private static func quoted(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "'") }) else { return json }
        return json.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    }
}
