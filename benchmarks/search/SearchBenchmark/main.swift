import Foundation

// SearchBenchmark DIGITS.CSV samplers FIRST_SEED SEEDS TRIALS
// SearchBenchmark DIGITS.CSV stopping
let arguments = CommandLine.arguments.dropFirst()
let numbers = arguments.dropFirst(2).compactMap { Int($0) }
guard let table = arguments.first, let part = arguments.dropFirst().first else {
    print("usage: SearchBenchmark DIGITS.CSV (samplers FIRST_SEED SEEDS TRIALS | stopping)")
    exit(64)
}
let grid = try DigitsGrid(contentsOf: URL(fileURLWithPath: table))
if part == "stopping" {
    try StoppingRuns(grid: grid).run()
} else if numbers.count == 3 {
    let seeds = numbers[0]..<(numbers[0] + numbers[1])
    try SamplerRuns.run(tasks: Task.all(digits: grid), seeds: seeds, trials: numbers[2])
}
