import Foundation
import Orchestrator
import TestSupport
import Testing

@Suite struct CommandScriptTests {
    @Test func aTrainerInTwoCommands() {
        let script = CommandScript(
            commands: [
                ["/opt/lab/pargo-run", "train", "--run", "{run}"], ["/opt/lab/pargo-run", "eval", "--run", "{run}"],
            ],
            in: "/home/me/my lab",
            environment: ["LAB_CACHE": "/home/me/my lab/cache"]
        )
        #expect(
            script.text == """
                set -e
                export LAB_CACHE='/home/me/my lab/cache'
                cd '/home/me/my lab'
                /opt/lab/pargo-run train --run "$RUN_DIR"
                exec /opt/lab/pargo-run eval --run "$RUN_DIR"

                """
        )
    }

    @Test func modulesVariablesAndSetupComeFirst() {
        let script = CommandScript(
            commands: [["python", "train.py"]],
            in: "/lab",
            environment: ["OMP_NUM_THREADS": "8"],
            modules: ["cuda/12.1"],
            setup: ["source ~/venv/bin/activate"]
        )
        #expect(
            script.text == """
                set -e
                module load cuda/12.1
                export OMP_NUM_THREADS=8
                cd /lab
                source ~/venv/bin/activate
                python train.py

                """
        )
    }

    /// Whatever an argument holds, the program gets exactly that: nothing is expanded, split or run by the shell.
    @Test(arguments: [
        "", "plain", "two words", "it's", "'", "''", "$HOME", "`id`", "$(id)", "a;b", "a\nb", "*", "~", "\\", "\"",
        "ä € 🙂",
        "--flag=a b", "!x", "{other}", "{", "#not a comment",
    ])
    func argumentsReachTheProgramAsTheyAre(argument: String) throws {
        let script = CommandScript(commands: [["printf", "%s|", argument, "end"]], in: "/")
        #expect(try output(of: script.text, runDirectory: "/tmp") == "\(argument)|end|")
    }

    @Test func placesAreFilledInAnywhereInAnArgument() throws {
        let script = CommandScript(
            commands: [["printf", "%s|", "--config={config}", "{run}", "a{run}/b{config}c d"]],
            in: "/"
        )
        let folder = "/tmp/with blank & $x"
        #expect(
            try output(of: script.text, runDirectory: folder)
                == "--config=\(folder)/config.json|\(folder)|a\(folder)/b\(folder)/config.jsonc d|"
        )
    }

    private func output(of script: String, runDirectory: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script]
        process.environment = ["RUN_DIR": runDirectory, "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
