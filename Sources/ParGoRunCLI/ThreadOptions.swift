import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How many threads a command works on.
struct ThreadOptions: ParsableArguments {
    @Option(
        name: .customLong("threads"),
        help: ArgumentHelp(
            "Threads [default: $OPENBLAS_NUM_THREADS, else $OMP_NUM_THREADS, else one a core].",
            discussion: "The same configuration and number of threads give the same results to the last bit.",
            valueName: "n"
        )
    )
    var wanted: Int?

    func validate() throws {
        if let wanted, !(1...1024).contains(wanted) { throw ValidationError("--threads is 1 to 1024.") }
    }

    var count: Int {
        if let wanted { return wanted }
        let environment = ProcessInfo.processInfo.environment
        for name in ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"] {
            if let count = environment[name].flatMap({ Int($0) }), count > 0 { return count }
        }
        return Processor.cores
    }
}
