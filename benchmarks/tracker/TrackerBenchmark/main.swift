import Glibc
import RunLog

// The Swift side of `benchmarks/tracker/run`: logs as a trainer would, and says what that took.
//
//   TrackerBenchmark log FOLDER STEPS      one run of 10 values a step, each call timed
//   TrackerBenchmark stream FOLDER STEPS   the same without timing the calls: points a second
//   TrackerBenchmark control FOLDER STEPS  as `log`, but lines of the same length by a bare write(2): what the machine does
//   TrackerBenchmark until-killed FOLDER ACKNOWLEDGED      logs until it is killed, noting each step that was taken

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
    print("usage: TrackerBenchmark log|stream|control FOLDER STEPS, or until-killed FOLDER ACKNOWLEDGED")
    exit(64)
}
if arguments[1] == "control" { try bareWrites(to: arguments[2], steps: Int(arguments[3]) ?? 10_000) }
let writer = try RunWriter(RunDirectory(arguments[2]), environment: [:])
let names = (0..<10).map { "train/metric_\($0)" }

/// Values that change, as a loss does.
func values(_ step: Int) -> [(key: String, value: Double)] {
    names.enumerated().map { (key: $1, value: Double($0) + 1 / Double(step + 3)) }
}

switch arguments[1] {
case "log":
    let steps = Int(arguments[3]) ?? 10_000
    var nanoseconds: [UInt64] = []
    nanoseconds.reserveCapacity(steps)
    for step in 0..<steps {
        let line = values(step)
        let start = monotonic()
        try writer.log(step: Int64(step), values: line)
        nanoseconds.append(monotonic() - start)
    }
    printRanks(nanoseconds)
    try writer.finish()
case "stream":
    let steps = Int(arguments[3]) ?? 100_000
    let (start, cpu) = (monotonic(), processorTime())
    for step in 0..<steps { try writer.log(step: Int64(step), values: values(step)) }
    try writer.finish()
    let seconds = Double(monotonic() - start) / 1e9
    print("{\"points_per_s\":\(Double(steps * 10) / seconds),\"cpu_s\":\(processorTime() - cpu)}")
default:
    let acknowledged = open(arguments[3], O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    for step in 0... {
        try writer.log(step: Int64(step), values: values(step))
        var count = Int64(step + 1)
        pwrite(acknowledged, &count, 8, 0)
    }
}

/// Times bare writes of one line each, and ends the program.
func bareWrites(to folder: String, steps: Int) throws -> Never {
    mkdir(folder, 0o755)
    let log = open("\(folder)/lines", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 399) + [UInt8(ascii: "\n")]
    var nanoseconds: [UInt64] = []
    nanoseconds.reserveCapacity(steps)
    for _ in 0..<steps {
        let start = monotonic()
        guard write(log, line, line.count) == line.count else { exit(74) }
        nanoseconds.append(monotonic() - start)
    }
    printRanks(nanoseconds)
    exit(0)
}

/// Prints the middle, the hundredth largest of ten thousand, and the largest, in microseconds.
func printRanks(_ nanoseconds: [UInt64]) {
    let sorted = nanoseconds.sorted()
    let micro = { (rank: Int) in Double(sorted[rank]) / 1000 }
    print(
        "{\"p50\":\(micro(sorted.count / 2)),\"p99\":\(micro(sorted.count * 99 / 100)),\"max\":\(micro(sorted.count - 1))}"
    )
}

/// Nanoseconds of a clock that is never set.
func monotonic() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Seconds of processor time that this process has taken.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
