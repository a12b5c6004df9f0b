import ArgumentParser
import RunLog
import Tracker

/// How runs are grouped, such as over their seeds.
struct GroupingOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "One row for all runs that agree in these columns, with mean, standard deviation, count and best.",
            valueName: "columns"
        )
    )
    var groupBy: String?

    @Option(
        name: .long,
        help: ArgumentHelp("One row for all runs that differ in nothing but these, such as seed.", valueName: "columns")
    )
    var over: String?

    func validate() throws {
        if groupBy != nil, over != nil { throw ValidationError("--group-by and --over exclude each other: give one") }
    }

    /// Whether runs are grouped at all.
    var areGiven: Bool { groupBy != nil || over != nil }

    /// The columns to group runs by.
    func columns(_ runs: [Run], _ known: KnownColumns) throws -> [RunColumn] {
        if let groupBy { return try known.columns(named: groupBy) }
        return RunGroup.columns(of: runs, over: try known.columns(named: over ?? ""))
    }
}
