import Foundation
import Orchestrator
import Slurm
import Terminal

/// Tells a person what a submission to a cluster does.
struct ClusterSubmissionView {
    let sweep: String
    let cluster: String
    let isQuiet: Bool

    /// Shows one event.
    func show(_ event: RemoteEvent) {
        switch event {
        case .connected(let host, let kind, let reason):
            say("\(cluster): connected to \(host) (\(kind.rawValue): \(reason))")
        case .surveyed(let summary): say("\(sweep): " + Self.overview(summary))
        case .staged(let files, let bytes, let unchanged):
            guard files > 0 else { return }
            let rest = unchanged > 0 ? ", \(unchanged) were there" : ""
            say("sent \(files) files, \(NumberText.bytes(Int64(bytes)))\(rest)")
        case .memoryUnknown(let stage):
            say(
                "note: on_oom of \(stage) cannot raise the memory, because neither the spec nor the profile says how much is "
                    + "asked for: add 'mem' to resources, or to defaults of \(cluster)"
            )
        case .submitted(let job, let runs, let tasks, let request):
            let shape = tasks > 1 ? "array of \(tasks)" : runs == 1 ? "one run" : "\(runs) runs side by side"
            say("✓ job \(job): \(shape)" + (request.isEmpty ? "" : " · \(request)"))
        case .postponed(let runs, let reason): say("· \(runs) runs wait: \(reason)")
        case .uncertain(let name, let reason): say("? \(name): \(reason)")
        case .stoppedEarly(let runs): say("✂ \(runs) run\(runs == 1 ? "" : "s") stopped early")
        case .unreachable(let reason): say("· \(cluster) cannot be reached for now: \(reason)")
        case .full(let queued, let waiting): say("· \(queued) jobs are queued; \(waiting) runs wait for room")
        }
    }

    /// Says that the command goes on, and what becomes of the sweep without it.
    func stays() {
        say(
            "\(sweep) chooses by what its runs report, so this command stays until it is over. If it ends before, the runs go on, "
                + "and the same command takes the search up"
        )
    }

    /// Shows what came of it and what to do next.
    func finish(_ summary: RemoteSummary, command: String) {
        var parts: [String] = []
        if summary.submitted > 0 { parts.append("\(summary.submitted) submitted") }
        if summary.inFlight > 0 { parts.append("\(summary.inFlight) on their way before") }
        if summary.finished > 0 { parts.append("\(summary.finished) done before") }
        if summary.elsewhere > 0 { parts.append("\(summary.elsewhere) on their way elsewhere") }
        if summary.failed > 0 { parts.append("\(summary.failed) failed meanwhile") }
        if summary.postponed > 0 { parts.append("\(summary.postponed) waiting for room") }
        if summary.waiting > 0 { parts.append("\(summary.waiting) waiting for what they need") }
        if summary.uncertain > 0 { parts.append("\(summary.uncertain) uncertain") }
        say("\(sweep) on \(cluster): " + (parts.isEmpty ? "nothing to do" : parts.joined(separator: " · ")))
        if summary.submitted + summary.inFlight > 0 {
            say("They go on by themselves. How they do: sweep status \(sweep)")
        }
        if summary.waiting + summary.postponed > 0 { say("To hand over the rest: \(command)") }
        if summary.uncertain > 0 { say("Nothing is handed over twice; to look for them: sweep status \(sweep)") }
    }

    private static func overview(_ summary: RemoteSummary) -> String {
        var parts: [String] = []
        if summary.finished > 0 { parts.append("\(summary.finished) done before") }
        if summary.inFlight > 0 { parts.append("\(summary.inFlight) on their way") }
        if summary.elsewhere > 0 { parts.append("\(summary.elsewhere) on their way elsewhere") }
        if summary.stopped > 0 { parts.append("\(summary.stopped) stopped early") }
        parts.append("\(summary.open) to hand over")
        return parts.joined(separator: " · ")
    }

    private func say(_ text: String) {
        guard !isQuiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
