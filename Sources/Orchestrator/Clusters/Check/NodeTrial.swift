import Foundation
import Slurm
import Sweep

/// A short job that looks at a node and runs the trainer there.
struct NodeTrial: Sendable {
    /// What came of the job.
    enum Outcome: Sendable {
        /// It ran; what it printed.
        case ran(ProbeAnswers)
        /// Slurm refused it.
        case refused(SubmissionRefusal)
        /// It did not begin in time, and was cancelled; what Slurm says that it waits for.
        case waited(String)
        /// It ended without its report; what Slurm says of it.
        case silent(String)
        /// Nobody knows whether it was accepted.
        case unknown(String)
    }

    /// The working folder's full path over there.
    let folder: String
    /// Where the trainer is staged; nil when there is none to try.
    let trainer: String?
    /// The name of the job and of its report.
    let token: String
    let environment: BatchEnvironment

    /// What every job of the profile asks for, cut down to one GPU of one node for a few minutes.
    static func options(_ defaults: JobDefaults) -> BatchOptions {
        var options = BatchOptions(defaults)
        options.nodes = 1
        options.tasksPerNode = nil
        options.exclusive = false
        options.gres = defaults.gres?.value
            .map { GenericResource(name: $0.name, type: $0.type, count: min(1, $0.count)).description }
            .joined(separator: ",")
        let limit = 300
        options.time = SlurmDuration(seconds: min(limit, defaults.time?.value ?? limit))
        return options
    }

    private var report: String { "\(folder)/.pargo-lab-\(token)" }

    /// Submits the job, waits for its report without asking Slurm anything, and cleans up.
    func run(
        _ defaults: JobDefaults,
        over runner: any CommandRunner,
        wait: Duration
    ) async throws(TransportError) -> Outcome {
        var options = Self.options(defaults)
        options.jobName = "pargo-lab-\(token)"
        options.workingFolder = folder
        options.output = report + ".out"
        options.requeue = false
        let script: String
        do {
            script = try BatchScript(options: options, environment: environment, body: body).text()
        } catch {
            return .unknown("\(error)")
        }
        let client = SlurmClient(runner)
        switch await client.submit(script, in: folder) {
        case .refused(let refusal): return .refused(refusal)
        case .ambiguous(let words): return .unknown(words)
        case .submitted(let job):
            let text = try await awaited(runner, wait)
            if let text {
                try await clean(runner)
                return .ran(ProbeAnswers(text))
            }
            let outcome = await explained(job, client)
            // Why it could not be cancelled matters less than that it goes on: the words below say so, with its number.
            let isGone = (try? await client.cancel([job])) != nil
            try await clean(runner)
            return isGone ? outcome : .unknown("job \(job) could not be cancelled: scancel \(job)")
        }
    }

    private func awaited(_ runner: any CommandRunner, _ wait: Duration) async throws(TransportError) -> String? {
        // The far side does the waiting: one command for half a minute at a time, and none to Slurm.
        let clock = ContinuousClock()
        let end = clock.now + wait
        repeat {
            let seconds = max(1, min(30, (end - clock.now).components.seconds))
            let script = """
                n=0; while [ $n -lt \(seconds * 5) ] && [ ! -f \(ShellText.path(report)) ]; do
                sleep 0.2 2>/dev/null || { sleep 1; n=$((n + 4)); }; n=$((n + 1)); done
                [ -f \(ShellText.path(report)) ] && cat \(ShellText.path(report))
                """
            let reply = try await runner.run(script, input: [], timeout: .seconds(seconds + 60))
            if reply.succeeded { return reply.outputText }
        } while clock.now < end
        return nil
    }

    /// What Slurm says of a job without a report.
    private func explained(_ job: SlurmJobID, _ client: SlurmClient) async -> Outcome {
        let entries: [QueueEntry]
        do {
            entries = try await client.queue(named: "pargo-lab-\(token)").entries
        } catch {
            return .unknown("\(error)")
        }
        guard let entry = entries.first(where: { $0.id.number == job.number }) else {
            return .silent("job \(job) is no longer in the queue")
        }
        let words = entry.state.word + (entry.reason.map { ", \($0)" } ?? "")
        return entry.state == .pending ? .waited(words) : .silent("job \(job) is \(words)")
    }

    private func clean(_ runner: any CommandRunner) async throws(TransportError) {
        let path = ShellText.path(report)
        _ = try await runner.run("rm -f \(path) \(path).part \(path).out")
    }

    /// The commands of the job: a section for each question, put in place in one step.
    private var body: String {
        let trial = trainer.map { program in
            """
            ask trainer \(ShellText.path(program)) schema
            ask training train \(ShellText.path(program))
            """
        }
        return """
            LC_ALL=C; export LC_ALL
            \(ProbeAnswers.shellFunction)
            train() {
              d=$(mktemp -d) || return 1
              echo '\(Self.configuration)' >"$d/config.json"
              "$1" train --run "$d" --cache "$d/cache"; r=$?
              rm -rf "$d"; return $r
            }
            cpu() { grep -m 1 'model name' /proc/cpuinfo | cut -d: -f2-; grep -m 1 '^flags' /proc/cpuinfo; }
            {
            ask host uname -n
            ask architecture uname -m
            ask glibc getconf GNU_LIBC_VERSION
            ask cpu cpu
            ask cores nproc
            ask gpus nvidia-smi -L
            ask devices printenv CUDA_VISIBLE_DEVICES
            ask time date +%s
            \(trial ?? "")
            } >\(ShellText.path(report)).part
            mv \(ShellText.path(report)).part \(ShellText.path(report))
            """
    }

    /// The least that makes the trainer use everything it has.
    private static let configuration =
        #"{"preset":"tiny","data":{"images":16,"eval_images":2},"backbone":{"vision_steps":1,"llm_steps":1},"#
        + #""train":{"pretrain_steps":1,"finetune_steps":1}}"#
}
