import ArgumentParser
import ParGoRun

@main struct ParGoRunCommand: ParsableCommand { func run() { print(blasThreads(), pngVersion()) } }
