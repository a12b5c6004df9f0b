import Expressions
import Foundation
import RunLog

/// One column of a sweep's runs, as the page's script reads it.
struct RowsColumn {
    /// How the page writes a value.
    enum Format {
        case plain
        case decimals(Int)
        case time
        case span
    }

    /// The column's name on the command line: `state`, `params.lora.rank`, `metrics.eval/mme.last`.
    let key: String
    let types: TypeSet
    var format = Format.plain
    var isShown = false
    var goal: SiteContent.Goal?
    /// Each run's value as JSON; nil where it has nothing to say.
    let values: [String?]

    /// Text beyond this is on the run's own page.
    static let longestText = 200

    /// `{"k": key, "y": types, "f": format, "s": 1 if shown, "g": goal}` and the values: `"c"` where all are one,
    /// `"d"` and `"i"` (each one's place in `d`, −1 for nothing) where they repeat, else `"v"`.
    var json: String {
        var members = ["\"k\":\(ScriptText.string(key))", "\"y\":\(types.rawValue)"]
        switch format {
        case .plain: break
        case .decimals(let count): members.append("\"f\":\(count)")
        case .time: members.append("\"f\":\"time\"")
        case .span: members.append("\"f\":\"span\"")
        }
        if isShown { members.append("\"s\":1") }
        if let goal { members.append("\"g\":\"\(goal.rawValue)\"") }
        return "{\(members.joined(separator: ",")),\(encoded)}"
    }

    private var encoded: String {
        var places: [String: Int] = [:]
        var distinct: [String] = []
        let most = max(8, values.count / 3)
        for case let value? in values where places[value] == nil {
            places[value] = distinct.count
            distinct.append(value)
            if distinct.count > most { break }
        }
        if distinct.count == 1, !values.contains(nil) { return "\"c\":\(distinct[0])" }
        if distinct.count <= most {
            let indices = values.map { $0.flatMap { places[$0] } ?? -1 }.map(String.init)
            return "\"d\":[\(distinct.joined(separator: ","))],\"i\":[\(indices.joined(separator: ","))]"
        }
        return "\"v\":[\(values.map { $0 ?? "null" }.joined(separator: ","))]"
    }

    // MARK: Values as JSON

    static func number(_ value: Double) -> String {
        if value.isFinite { return ScriptText.number(value) }
        return value.isNaN ? "\"NaN\"" : value < 0 ? "\"-Infinity\"" : "\"Infinity\""
    }

    static func text(_ value: String) -> String {
        ScriptText.string(UserText.shortened(value, to: longestText))
    }

    /// A configuration's value with all its digits; an object is no value of the query language.
    static func json(_ value: JSONValue) -> String? {
        switch value {
        case .null, .object: nil
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): number.isFinite ? "\(number)" : self.number(number)
        case .string(let text): self.text(text)
        case .array(let items): "[\(items.prefix(100).map { json($0) ?? "null" }.joined(separator: ","))]"
        }
    }

    static func type(of value: JSONValue) -> TypeSet {
        switch value {
        case .null, .object: []
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .array: .list
        }
    }
}
