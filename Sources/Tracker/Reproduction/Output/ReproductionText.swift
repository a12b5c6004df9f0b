/// A reproduction as a document of its own.
public enum ReproductionText {
    /// GitHub's Markdown.
    public static func markdown(_ grid: ReproductionGrid) -> String {
        var lines = ["## \(markdown(grid.title))", "", markdown(grid.subtitle) + ".", ""]
        lines += grid.warnings.flatMap { ["> **Note:** \(markdown($0)).", ""] }
        lines +=
            table(grid.rows) + [""] + grid.sources.map { markdown($0) + "." } + [""] + table(grid.claims) + [
                "", "**\(grid.summary)**",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func table(_ part: ReproductionGrid.Part) -> [String] {
        let line = { (cells: [String]) in "| " + cells.map(markdown).joined(separator: " | ") + " |" }
        return [line(part.columns), "|" + part.columns.map { _ in "---|" }.joined()] + part.cells.map(line)
    }

    private static func markdown(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "|", "*", "`", "[", "]", "<", ">", "\\", "_": result += "\\\(character)"
            case "\n", "\r", "\r\n": result += " "
            default: result.append(character)
            }
        }
        return result
    }

    /// LaTeX, for the packages `booktabs` and `tabularx`: two tables, to be put into an appendix with `\input`.
    public static func latex(_ grid: ReproductionGrid) -> String {
        let notes = ([grid.subtitle] + grid.sources + grid.warnings).map { latex($0) + "." }.joined(separator: " ")
        return """
            % \\usepackage{booktabs,tabularx}
            \\begin{table}
            \\caption{\(latex(grid.title)). \(notes)}
            \\small
            \(tabular(grid.rows))

            \\medskip
            \(tabular(grid.claims))
            \\end{table}

            """
    }

    private static func tabular(_ part: ReproductionGrid.Part) -> String {
        let line = { (cells: [String]) in cells.map(latex).joined(separator: " & ") + " \\\\" }
        let columns = "X" + String(repeating: "l", count: max(0, part.columns.count - 2)) + "X"
        return
            (["\\begin{tabularx}{\\linewidth}{\(columns)}", "\\toprule", line(part.columns), "\\midrule"]
            + part.cells.map(line) + ["\\bottomrule", "\\end{tabularx}"])
            .joined(separator: "\n")
    }

    private static let latexSigns: [Character: String] = [
        "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_", "{": "\\{", "}": "\\}", "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}", "\\": "\\textbackslash{}", "±": "$\\pm$", "−": "$-$", "–": "--", "Δ": "$\\Delta$",
        "×": "$\\times$", "·": "$\\cdot$", "<": "$<$", ">": "$>$", "τ": "$\\tau$", "\n": " ",
    ]

    private static func latex(_ text: String) -> String {
        text.map { latexSigns[$0] ?? String($0) }.joined()
    }
}
