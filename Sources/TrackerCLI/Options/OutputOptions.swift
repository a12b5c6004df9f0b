public import ArgumentParser
public import Terminal

/// How rows are printed.
struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print.", valueName: "format"))
    var format: OutputFormat = .table
}

extension OutputFormat: ExpressibleByArgument {}
