/// Tells statements that ask from those that do something.
///
/// SQLite calls ATTACH and VACUUM INTO read-only, because they leave the database itself alone: they open and write other
/// files.
enum SQLQuestion {
    private static let words: Set = ["SELECT", "WITH", "VALUES", "EXPLAIN"]

    /// Pragmas that only tell something.
    private static let pragmas: Set = [
        "application_id", "collation_list", "compile_options", "database_list", "encoding", "foreign_key_check",
        "foreign_key_list", "freelist_count", "function_list", "index_info", "index_list", "index_xinfo",
        "integrity_check", "journal_mode", "page_count", "page_size", "quick_check", "table_info", "table_list",
        "table_xinfo", "user_version",
    ]

    /// Why a statement is not taken; nil for one that asks.
    static func refusal(of sql: String) -> String? {
        var rest = skippingSpace(Substring(sql))
        let word = takeWord(&rest).uppercased()
        if words.contains(word) { return nil }
        guard word == "PRAGMA" else {
            let shown = word.isEmpty ? "this" : word
            return "\(shown) is not run here: only SELECT, WITH, VALUES, EXPLAIN and PRAGMAs that tell something are"
        }
        rest = skippingSpace(rest)
        let name = takeWord(&rest).lowercased()
        if pragmas.contains(name), !rest.contains("=") { return nil }
        return "PRAGMA \(name) is not run here: it may change something"
    }

    private static func takeWord(_ rest: inout Substring) -> String {
        let word = rest.prefix { $0.isLetter || $0 == "_" }
        rest = rest.dropFirst(word.count)
        return String(word)
    }

    /// The text after spaces and comments.
    private static func skippingSpace(_ text: Substring) -> Substring {
        var rest = text
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                guard let end = rest.firstRange(of: "*/") else { return "" }
                rest = rest[end.upperBound...]
            } else {
                return rest
            }
        }
    }
}
