import Foundation
import RunLog
import Tracker

/// Starts one attempt: first the intent in the store, then the folder, then the process.
struct Launch {
    let lab: Lab
    let store: Store
    let sweep: String
    let environment: [String: String]

    /// Starts an attempt of a job.
    ///
    /// - Throws: `StoreError`, `FileError`, `RunLogError` and `LaunchError`; an intent whose attempt could not be started
    ///   is settled by the next submission.
    func start(_ job: LocalJob, attempt: Int) throws -> Attempt {
        let directory = try RunDirectory(
            runs: lab.runs.path(percentEncoded: false),
            sweep: sweep,
            key: job.key,
            attempt: attempt
        )
        let token = UUID().uuidString
        let run = try store.recordIntent(
            RunIntent(
                sweep: sweep,
                key: job.key,
                attempt: attempt,
                stage: job.stage,
                trial: job.trial,
                token: token,
                directory: lab.relative(directory),
                configuration: job.configuration,
                at: Timestamp.now()
            )
        )
        try directory.create()
        try directory.write(configuration: job.configuration)
        try write(script(of: job).text, to: directory.command)
        let child = try DetachedProcess(
            program: "/bin/sh",
            arguments: [lab.bootstrap.path(percentEncoded: false), directory.path, token],
            environment: environment,
            log: directory.log
        )
        return Attempt(
            job: job,
            number: attempt,
            run: run,
            directory: directory,
            startedAt: Timestamp.now(),
            child: child
        )
    }

    private func script(of job: LocalJob) throws -> CommandScript {
        var variables: [String: String] = ["LAB_CACHE": lab.cache.path(percentEncoded: false)]
        for need in job.needs {
            guard let run = try store.finishedRun(key: need.key) else { continue }
            let name = need.stage.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
            variables["NEEDS_\(name)"] = lab.runDirectory(run).path
        }
        return CommandScript(commands: job.commands, in: job.folder, environment: variables)
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
