// swift-tools-version: 6.1
import PackageDescription

/// Compiler settings of each Swift target: Swift 6 mode comes from the tools version.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The inner loops of the trainer and of the search run over raw buffers whose bounds are checked once a call;
/// optimising them in debug builds too keeps their tests to seconds.
let numeric: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The trainer's kernels use the vector instructions that every server processor since 2015 has (AVX2 and FMA);
/// `pargo-run` looks for them before it starts.
#if arch(x86_64)
let vectors: [SwiftSetting] = numeric + [.unsafeFlags(["-Xcc", "-march=x86-64-v3", "-enforce-exclusivity=unchecked"])]
#else
let vectors: [SwiftSetting] = numeric
#endif

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "pargo-lab",
    products: [
        .executable(name: "sweep", targets: ["SweepCLI"]),
        .executable(name: "tracker", targets: ["TrackerCLI"]),
        .executable(name: "pargo-run", targets: ["ParGoRunCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", .upToNextMinor(from: "0.27.1")),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CJPEG", providers: [.apt(["libturbojpeg0-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPNG", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),

        // Rooms, lowest first.
        .target(name: "Expressions", swiftSettings: strict),
        .target(name: "Hashing", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "RunLog", dependencies: ["Hashing"], swiftSettings: strict),
        .target(name: "Statistics", swiftSettings: numeric),
        .target(name: "Sweep", dependencies: ["Expressions", "Hashing", "Statistics", yams], swiftSettings: strict),
        .target(name: "Terminal", swiftSettings: strict),
        .target(name: "Slurm", dependencies: ["CSSH2", "Hashing"], swiftSettings: strict),
        .target(name: "Web", swiftSettings: strict, plugins: ["EmbedWeb"]),
        .target(
            name: "Tracker",
            dependencies: [
                "Expressions", "Hashing", "RunLog", "Statistics", "Sweep", "Terminal", "Web", flyingSocks,
                grdb, sqlite,
            ],
            swiftSettings: strict
        ),
        .target(name: "ParGoRun", dependencies: ["CJPEG", "COpenBLAS", "CPNG"], swiftSettings: vectors),
        .target(
            name: "Orchestrator",
            dependencies: ["Expressions", "Hashing", "RunLog", "Slurm", "Sweep", "Tracker"],
            resources: [.embedInCode("Launch/bootstrap.sh"), .embedInCode("Remote/FarSide/farside.sh")],
            swiftSettings: strict
        ),

        // Executables.
        .executableTarget(
            name: "SweepCLI",
            dependencies: [
                "Expressions", "Orchestrator", "RunLog", "Slurm", "Sweep", "Terminal", "Tracker", arguments,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "TrackerCLI",
            dependencies: ["Expressions", "RunLog", "Sweep", "Terminal", "Tracker", arguments],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "ParGoRunCLI",
            dependencies: ["ParGoRun", "RunLog", arguments],
            swiftSettings: strict
        ),

        // Measurements: `benchmarks/language/run`, and the search strategies beside Optuna's, `benchmarks/search/run`.
        .executableTarget(
            name: "LanguageBenchmark",
            dependencies: ["Expressions", "Sweep"],
            path: "benchmarks/language/LanguageBenchmark",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "SearchBenchmark",
            dependencies: ["Statistics", "Sweep"],
            path: "benchmarks/search/SearchBenchmark",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "StatisticsBenchmark",
            dependencies: ["Statistics", "Sweep"],
            path: "benchmarks/statistics/StatisticsBenchmark",
            swiftSettings: strict
        ),

        // Logs as a trainer does, for `benchmarks/tracker/run`.
        .executableTarget(
            name: "TrackerBenchmark",
            dependencies: ["RunLog"],
            path: "benchmarks/tracker/TrackerBenchmark",
            swiftSettings: strict
        ),

        // web/ becomes Swift string literals when `Web` is built.
        .executableTarget(name: "EmbedWebTool", swiftSettings: strict),
        .plugin(name: "EmbedWeb", capability: .buildTool(), dependencies: ["EmbedWebTool"]),

        // Tests, a target for each room.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "ExpressionsTests", dependencies: ["Expressions", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "HashingTests", dependencies: ["Hashing"], swiftSettings: strict),
        .testTarget(name: "RunLogTests", dependencies: ["RunLog", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SlurmTests",
            dependencies: ["Slurm", "TestSupport"],
            exclude: ["Samples", "Batch/Snapshots", "Transport/Snapshots"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "StatisticsTests",
            dependencies: ["Statistics", "TestSupport"],
            exclude: ["Vectors/vectors.json", "Vectors/vectors.py"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SweepTests",
            dependencies: ["Expressions", "Statistics", "Sweep", "TestSupport"],
            exclude: ["Clusters/Snapshots", "Mistakes", "Snapshots"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "TrackerTests",
            dependencies: ["Expressions", "Hashing", "RunLog", "Sweep", "Tracker", "TestSupport"],
            exclude: ["Imported", "Stores"],
            swiftSettings: strict
        ),
        .testTarget(name: "TerminalTests", dependencies: ["Terminal", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: ["Expressions", "RunLog", "Tracker", "Web", "TestSupport"],
            exclude: ["Snapshots"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ParGoRunTests",
            dependencies: ["Expressions", "ParGoRun", "Sweep", "TestSupport"],
            exclude: ["Pictures", "Snapshots"],
            swiftSettings: numeric
        ),
        .testTarget(
            name: "OrchestratorTests",
            dependencies: ["Orchestrator", "RunLog", "Slurm", "Sweep", "Tracker", "TestSupport"],
            swiftSettings: strict
        ),
        // Runs the built programs: `sweep`, `tracker` and `pargo-run`.
        .testTarget(
            name: "CommandTests",
            dependencies: ["RunLog", "TestSupport"],
            exclude: ["Snapshots"],
            swiftSettings: strict
        ),
    ]
)
