import Orchestrator
import Sweep

extension LoadedSpec {
    /// What the trainer's preflight says of the jobs; nothing when it has none.
    ///
    /// - Throws: `CommandFailure` with code 65 when it refuses any, or gives no answer.
    func preflight(of jobs: [Job]) throws -> [Preflight.Answer] {
        guard let preflight = Preflight(of: spec, in: folder) else { return [] }
        let answers: [Preflight.Answer]
        do {
            answers = try preflight.answers(about: jobs.filter { !$0.isDone })
        } catch {
            throw CommandFailure(code: 65, text: "\(error)\nnothing was started")
        }
        let refused = answers.filter(\.isRefusal)
        guard refused.isEmpty else {
            let lines = refused.map { "\(place(of: $0)): error: \($0.stage)\(which($0)): \($0.text)" }
            let count = refused.count == 1 ? "1 error" : "\(refused.count) errors"
            throw CommandFailure(code: 65, text: (lines + ["\(count); nothing was started"]).joined(separator: "\n"))
        }
        return answers
    }

    /// The line to blame: where the key's value is written, else the preflight itself.
    private func place(of answer: Preflight.Answer) -> String {
        if let key = answer.key, let trial = trial(of: answer),
            let location = spec.location(of: key, in: trial.configuration)
        {
            return "\(location)"
        }
        guard case .command(let command) = spec.trainer else { return options.spec }
        return command.preflight.map { "\($0.location)" } ?? options.spec
    }

    private func trial(of answer: Preflight.Answer) -> Trial? {
        plan.trials.first { $0.trial.number == answer.trial }?.trial
    }

    /// What the first of the jobs varies, and how many there are beside it.
    private func which(_ answer: Preflight.Answer) -> String {
        let varying = trial(of: answer)?.assignments.map { "\($0.path)=\($0.value)" }.joined(separator: " ") ?? ""
        let others = answer.jobs > 1 ? "and \(answer.jobs - 1) more" : ""
        let words = [varying, others].filter { !$0.isEmpty }
        return words.isEmpty ? "" : " (\(words.joined(separator: ", ")))"
    }
}
