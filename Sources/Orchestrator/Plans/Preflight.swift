public import Foundation
import RunLog
public import Sweep

/// Asks a trainer's own program, on this machine, whether jobs can run at all, before anything is submitted.
///
/// The program reads a line of JSON for each different job and answers each with a line: `{"note": TEXT}` for what there is to
/// know, `{"problem": TEXT}`, with the `key` to blame where there is one, for what speaks against it, `{}` for nothing.
public struct Preflight {
    /// What the program says of jobs that it says the same of.
    public struct Answer: Hashable, Sendable {
        /// The jobs' stage.
        public let stage: String
        /// The program's words.
        public let text: String
        /// Whether the jobs must not be submitted.
        public let isRefusal: Bool
        /// The key of the configuration that is to blame for a refusal, as far as the program says.
        public let key: String?
        /// How many jobs it is about.
        public internal(set) var jobs: Int
        /// The lowest number of a trial among them.
        public let trial: Int?
    }

    private let preflight: Trainer.Preflight
    private let environment: [RunEnvironment.Export]
    private let folder: URL

    /// The preflight of a spec; nil when it has none.
    ///
    /// - Parameters:
    ///   - spec: The sweep.
    ///   - folder: The spec's folder, in which the program runs, with the spec's exported variables.
    public init?(of spec: SweepSpec, in folder: URL) {
        guard case .command(let command) = spec.trainer, let preflight = command.preflight else { return nil }
        self.preflight = preflight
        environment = spec.environment.exports
        self.folder = folder
    }

    /// The program's answers, equal ones of a stage together, in the order of the jobs.
    ///
    /// - Throws: `PreflightError` when the program does not answer as it should.
    public func answers(about jobs: [Job]) throws(PreflightError) -> [Answer] {
        let questions = try questions(jobs)
        guard !questions.isEmpty else { return [] }
        let lines = try ask(questions.map(\.text))
        guard lines.count == questions.count else {
            throw error("answered \(questions.count) jobs with \(lines.count) lines")
        }
        var answers: [Answer] = []
        for (question, line) in zip(questions, lines) {
            guard let answer = try answer(line, about: question.jobs) else { continue }
            let same = { (other: Answer) in
                other.stage == answer.stage && other.text == answer.text && other.isRefusal == answer.isRefusal
            }
            if let index = answers.firstIndex(where: same) {
                answers[index].jobs += answer.jobs
            } else {
                answers.append(answer)
            }
        }
        return answers
    }

    /// Each different question, and the jobs that it is about.
    private func questions(_ jobs: [Job]) throws(PreflightError) -> [(text: String, jobs: [Job])] {
        var order: [String] = []
        var all: [String: [Job]] = [:]
        for job in jobs {
            let text = try question(job)
            if all[text] == nil { order.append(text) }
            all[text, default: []].append(job)
        }
        return order.map { ($0, all[$0] ?? []) }
    }

    private func question(_ job: Job) throws(PreflightError) -> String {
        let nodes = job.resources.nodes ?? 1
        do throws(JSONError) {
            return
                JSONValue.object([
                    .init("stage", .string(job.stage)),
                    .init("commands", .array(job.commands.map(JSONValue.string))),
                    .init("tasks", .int(Int64(nodes * (job.resources.tasksPerNode ?? 1)))),
                    .init("gpus", job.resources.allGPUs.map { .int(Int64($0)) } ?? .null),
                    .init("config", try JSONValue(parsing: job.configuration.json)),
                ])
                .text
        } catch {
            throw self.error("could not be asked: \(error)")
        }
    }

    /// The program's lines of output.
    ///
    /// Its input is a file, so neither side ever waits for the other.
    private func ask(_ questions: [String]) throws(PreflightError) -> [String] {
        let name = "pargo-lab-preflight-\(UUID().uuidString)"
        let input = FileManager.default.temporaryDirectory.appending(path: name)
        let errors = FileManager.default.temporaryDirectory.appending(path: "\(name).errors")
        defer {
            // What cannot be removed stays in the system's own folder for temporary files, which it empties.
            for file in [input, errors] { try? FileManager.default.removeItem(at: file) }
        }
        let process = Process()
        let output = Pipe()
        let data: Data
        do {
            try Data((questions.joined(separator: "\n") + "\n").utf8).write(to: input)
            try Data().write(to: errors)
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = preflight.arguments
            process.currentDirectoryURL = folder
            process.environment = ProcessInfo.processInfo.environment.merging(
                environment.map { ($0.name, $0.value) }
            ) { _, own in own }
            process.standardInput = try FileHandle(forReadingFrom: input)
            process.standardError = try FileHandle(forWritingTo: errors)
            process.standardOutput = output
            try process.run()
            data = output.fileHandleForReading.readDataToEndOfFile()
        } catch {
            throw self.error("could not be started: \(error.localizedDescription)")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            // The failure is told either way; what was complained about only adds to it.
            let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
            let last = said.split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw error("ended with code \(process.terminationStatus)\(last)")
        }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// What a line of output says; nil when it says nothing.
    private func answer(_ line: String, about jobs: [Job]) throws(PreflightError) -> Answer? {
        guard case .object(let members)? = try? JSONValue(parsing: line) else {
            throw error("said '\(line.prefix(80))', which is no JSON object")
        }
        let said = JSONValue.object(members)
        let problem = said["problem"]?.stringValue
        guard let text = problem ?? said["note"]?.stringValue else {
            guard members.isEmpty else {
                throw error("said '\(line.prefix(80))', which has neither \"note\" nor \"problem\"")
            }
            return nil
        }
        return Answer(
            stage: jobs[0].stage,
            text: text,
            isRefusal: problem != nil,
            key: said["key"]?.stringValue,
            jobs: jobs.count,
            trial: jobs[0].trials.first
        )
    }

    private func error(_ reason: String) -> PreflightError {
        let command = preflight.arguments.joined(separator: " ")
        return PreflightError(command: command, location: preflight.location, reason: reason)
    }
}

/// A preflight that gives no answer.
public struct PreflightError: Error, CustomStringConvertible {
    let command: String
    let location: SourceLocation
    let reason: String

    /// What it did instead, and what to do.
    public var description: String {
        "\(location): error: the preflight '\(command)' \(reason). Nobody knows whether the jobs would fit: mend it, or take "
            + "'preflight' out of the spec to go without."
    }
}
