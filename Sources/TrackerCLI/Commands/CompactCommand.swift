import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker compact`.
struct CompactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compact",
        abstract: "Make the store as small as it can be; says bytes before and after.",
        discussion: "Needs as much free room as the store has for a moment. Nothing is lost when it is interrupted."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else { return }
        let result = try store.compact()
        let each = result.points == 0 ? nil : Double(result.after) / Double(result.points)
        guard output.format == .table else {
            let row: [JSONValue] = [
                .int(result.before), .int(result.after), .int(Int64(result.points)), each.map { .double($0) } ?? .null,
            ]
            let rows = Rows(["bytes_before", "bytes_after", "points", "bytes_per_point"], [row])
            return print(rows.text(output.format, options.traits), terminator: "")
        }
        // A store of a few points is mostly the tables around them.
        let telling = result.points < 10_000 ? nil : each
        let share = telling.map { ", \(NumberText.measured($0)) bytes a point" } ?? ""
        print("\(NumberText.bytes(result.before)) -> \(NumberText.bytes(result.after))\(share)")
    }
}
