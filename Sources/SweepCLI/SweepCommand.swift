import ArgumentParser
import Slurm

@main struct SweepCommand: ParsableCommand {
    func run() { print(LibSSH2.version ?? "?") }
}
