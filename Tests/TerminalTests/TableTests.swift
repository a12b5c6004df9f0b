import Terminal
import TestSupport
import Testing

@Suite struct TableTests {
    private let plain = OutputTraits(width: nil, isStyled: false)

    @Test func alignsColumns() {
        #expect(
            sample.text(plain) == """
                id  name                         loss
                 1  first                       2.310
                12  a rather long name of it  0.01000

                """
        )
    }

    @Test(arguments: [
        (
            40,
            [
                "id  name                         loss", " 1  first                       2.310",
                "12  a rather long name of it  0.01000",
            ]
        ),
        (30, ["id  name                  loss", " 1  first                2.310", "12  a rather long na…  0.01000"]),
        (14, ["id  name     …", " 1  first    …", "12  a rat…  0…"]),
    ])
    func fitsTheTerminal(width: Int, lines: [String]) {
        let text = sample.text(OutputTraits(width: width, isStyled: false))
        for line in text.split(separator: "\n") { #expect(TextWidth.of(String(line)) <= width) }
        #expect(text.split(separator: "\n").map(String.init) == lines)
    }

    @Test func stylesOnlyTheText() {
        var table = Table([Table.Column("state"), Table.Column("n", .trailing)])
        table.add([Table.Cell("ok", .green), "7"])
        #expect(
            table.text(OutputTraits(width: nil, isStyled: true))
                == "\u{1B}[1mstate\u{1B}[0m  \u{1B}[1mn\u{1B}[0m\n\u{1B}[32mok\u{1B}[0m     7\n"
        )
    }

    @Test func aRowIsALine() {
        var table = Table([Table.Column("a")])
        table.add(["x\ny\u{1B}[31mz"])
        #expect(table.text(plain) == "a\nx y [31mz\n")
    }

    private var sample: Table {
        var table = Table([
            Table.Column("id", .trailing), Table.Column("name", mayShrink: true), Table.Column("loss", .trailing),
        ])
        table.add(["1", "first", "2.310"])
        table.add(["12", "a rather long name of it", "0.01000"])
        return table
    }
}
