public import Terminal

extension ReproductionText {
    /// For a terminal: the rows, the claims, and below them what there is to remark.
    public static func terminal(_ grid: ReproductionGrid, _ traits: OutputTraits) -> String {
        let bold = { (text: String) in traits.isStyled ? Style.bold.applied(to: text) : text }
        var lines = [bold(grid.title), grid.subtitle, ""]
        lines += grid.warnings.map { warning in
            let text = "Note: \(warning)."
            return traits.isStyled ? Style.yellow.applied(to: text) : text
        }
        if !grid.warnings.isEmpty { lines.append("") }
        lines.append(rows(grid).text(traits))
        lines += grid.sources + [""]
        lines.append(claims(grid).text(traits))
        lines += remarks(grid)
        lines.append(bold(grid.summary))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func rows(_ grid: ReproductionGrid) -> Table {
        var table = Table(
            grid.rows.columns.enumerated()
                .map { index, name in
                    let isText = index == 0 || name == "missing" || name == "looked at"
                    return Table.Column(name, isText ? .leading : .trailing, mayShrink: isText)
                }
        )
        for cells in grid.rows.cells { table.add(cells.map { Table.Cell($0) }) }
        return table
    }

    private static func claims(_ grid: ReproductionGrid) -> Table {
        let shown = ["claim", "paper", "ours", "p", "seeds", "verdict"]
        let places = shown.compactMap { name in grid.claims.columns.firstIndex(of: name) }
        var table = Table(
            places.map { place in
                let name = grid.claims.columns[place]
                let isText = name == "claim" || name == "verdict"
                return Table.Column(name, isText ? .leading : .trailing, mayShrink: name == "claim")
            }
        )
        for (cells, verdict) in zip(grid.claims.cells, grid.verdicts) {
            table.add(
                places.map { place in
                    let isVerdict = grid.claims.columns[place] == "verdict"
                    return Table.Cell(cells[place], isVerdict ? verdict.style : .plain)
                }
            )
        }
        return table
    }

    private static func remarks(_ grid: ReproductionGrid) -> [String] {
        guard let place = grid.claims.columns.firstIndex(of: "remarks"),
            let test = grid.claims.columns.firstIndex(of: "test")
        else { return [] }
        let lines = grid.claims.cells.filter { !$0[place].isEmpty }.map { "  \($0[test]): \($0[place])" }
        return lines.isEmpty ? [] : lines + [""]
    }
}
