import Foundation
import RunLog
import Sweep
import Tracker

/// Starts one attempt: first the intent in the store, then the folder, then the process.
struct Launch {
    let lab: Lab
    let store: Store
    let sweep: String
    /// Where the wrapper's script lies.
    let bootstrap: String
    let environment: [String: String]
    /// What the submitter knows of the runs' making.
    let capture: CaptureRecord

    /// Starts an attempt of a job.
    ///
    /// - Throws: `StoreError`, `FileError`, `RunLogError` and `LaunchError`; an intent whose attempt could not be started
    ///   is settled by the next submission.
    func start(_ job: LocalJob, attempt: Int) throws -> Attempt {
        let path = try lab.directory(sweep: sweep, key: job.key, attempt: attempt)
        let directory = lab.runDirectory(path)
        let token = UUID().uuidString
        let run = try store.recordIntent(
            RunIntent(
                sweep: sweep,
                key: job.key,
                attempt: attempt,
                stage: job.stage,
                trial: job.trial,
                cluster: nil,
                token: token,
                directory: path,
                configuration: job.configuration,
                at: Date()
            )
        )
        try directory.create()
        try directory.write(configuration: job.configuration)
        try write(script(of: job).text, to: directory.command)
        try capture.write(to: directory)
        let child = try DetachedProcess(
            program: "/bin/sh",
            arguments: [bootstrap, directory.path, token],
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
        var variables = ["LAB_CACHE": lab.cache, "RUN_STAGE": job.stage]
        variables["RUN_SEED"] = job.configuration["seed"]?.text ?? ""
        for need in job.needs {
            guard let run = try store.runs(RunQuery(states: [.finished], keys: [need.key])).first else { continue }
            let name = need.stage.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
            variables["NEEDS_\(name)"] = lab.runDirectory(run.directory).path
        }
        for export in job.environment.exports { variables[export.name] = export.value }
        return CommandScript(
            commands: job.commands,
            in: job.folder,
            environment: variables,
            modules: job.environment.modules,
            setup: job.environment.setup
        )
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
