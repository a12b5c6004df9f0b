import ArgumentParser

@main struct TrackerCommand: ParsableCommand { func run() { print("t") } }
