import RunLog
import Slurm
import Sweep
import Tracker

/// Writes the batch script and the commands of chunks.
struct ChunkScript {
    let sweep: String
    let profile: BatchEnvironment
    let environment: RunEnvironment
    let program: FarProgram

    /// The commands of a job, the same for all that differ only in their configuration.
    func command(of job: RemoteJob, at site: FarSite) -> String {
        let launcher = job.request.isParallel ? ["srun", "--kill-on-bad-exit=1"] : []
        let commands = job.job.commands.map {
            launcher + program.arguments($0, staged: site.staged, root: site.root)
        }
        return CommandScript(commands: commands, in: program.workingFolder(in: site.folder)).text
    }

    /// What `sbatch` reads for a chunk.
    ///
    /// - Throws: `BatchScriptError`.
    func text(of chunk: JobChunk, at site: FarSite, dependencies: [JobDependency]) throws(BatchScriptError) -> String {
        var options = chunk.request.options
        let token = chunk.token
        options.jobName = chunk.name(sweep: sweep)
        options.comment = comment(of: chunk, token)
        options.array = chunk.array
        options.dependencies = dependencies
        options.workingFolder = site.root
        options.output = "\(site.root)/submissions/\(token)/\(chunk.array == nil ? "job" : "%a").out"
        var variables = profile.variables
        let own = environment.exports.map { BatchEnvironment.Variable($0.name, $0.value) }
        variables.removeAll { old in own.contains { $0.name == old.name } }
        variables += own + [BatchEnvironment.Variable("LAB_REQUEUES", String(chunk.request.requeues))]
        let setup = [profile.setup] + environment.setup
        return try BatchScript(
            options: options,
            environment: BatchEnvironment(
                modules: profile.modules + environment.modules,
                variables: variables,
                setup: setup.filter { !$0.isEmpty }.joined(separator: "\n")
            ),
            body: "exec sh \(ShellText.quote(site.script)) \(ShellText.quote(site.root)) task \(token) "
                + ShellText.quote(site.bootstrap)
        )
        .text()
    }

    /// Such as `pargo-lab 3f2a… quickstart/8c1d…#1`: for one run its key and attempt, for several how many.
    private func comment(of chunk: JobChunk, _ token: String) -> String {
        let what =
            chunk.jobs.count == 1
            ? "\(chunk.jobs[0].job.key)#\(chunk.jobs[0].attempt)" : "\(chunk.jobs.count) runs"
        return "pargo-lab \(token) \(sweep)/\(what)"
    }
}
