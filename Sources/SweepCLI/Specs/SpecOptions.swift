import ArgumentParser

/// Which spec, and what is changed of it on the command line.
struct SpecOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The sweep's YAML file.", valueName: "spec"), completion: .file(extensions: ["yaml"]))
    var spec: String

    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp(
            "Change a value, as in --set projector.depth=4; '~lora.alpha' takes one out. May be repeated.",
            valueName: "key=value"
        )
    )
    var set: [String] = []
}

extension SpecOptions {
    /// A spec as it stands in its file.
    static func of(_ path: String) -> SpecOptions {
        var options = SpecOptions()
        options.spec = path
        options.set = []
        return options
    }
}
