import Foundation
import Slurm
import Sweep

/// What the job on a node says, in findings.
struct NodeReport {
    let cluster: ClusterProfile
    let needs: ProgramNeeds?
    let wait: Duration

    func findings(_ outcome: NodeTrial.Outcome) -> [ClusterFinding] {
        switch outcome {
        case .ran(let answers): return node(answers) + trainer(answers)
        case .refused(let refusal):
            let refused = RefusedJob(refusal, cluster: cluster)
            return [
                ClusterFinding(
                    "node",
                    .problem,
                    "the job was refused: \(refusal.message)",
                    advice: refusal.advice + ".",
                    at: refused.location
                )
            ]
        case .waited(let words):
            let advice = "The queue is long: try with a longer --wait, or leave this out with --quick."
            return [
                ClusterFinding(
                    "node",
                    .note,
                    "no node was free within \(wait.components.seconds) s (\(words)); the job was cancelled",
                    advice: advice
                )
            ]
        case .silent(let words):
            let advice = """
                Do the nodes see \(cluster.slurm?.root.value ?? "root")? Set 'root' to a folder on a file system that they share.
                """
            return [
                ClusterFinding(
                    "node",
                    .problem,
                    "the job left no report: \(words)",
                    advice: advice,
                    at: cluster.slurm?.root.location
                )
            ]
        case .unknown(let words):
            return [ClusterFinding("node", .problem, "nobody knows what became of the job: \(words)")]
        }
    }

    private func node(_ answers: ProbeAnswers) -> [ClusterFinding] {
        let lines = (answers.text("cpu") ?? "").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let flags = Set((lines.first { $0.hasPrefix("flags") } ?? "").split(separator: " ").map(String.init))
        let model = lines.first { !$0.hasPrefix("flags") } ?? "a processor without a name"
        let features = ["avx2", "avx512f", "amx_tile", "sve"].filter(flags.contains)
        let words = [
            answers.text("host") ?? "a node", answers.text("architecture") ?? "", model,
            features.isEmpty ? "no AVX2" : features.joined(separator: " "),
            answers.text("glibc").map { $0.replacing("glibc ", with: "glibc ") } ?? "no glibc",
        ]
        return [ClusterFinding("node", words.filter { !$0.isEmpty }.joined(separator: ", "))] + gpus(answers)
    }

    private func gpus(_ answers: ProbeAnswers) -> [ClusterFinding] {
        let asked = cluster.slurm?.defaults.gres?.value.contains { $0.name == "gpu" && $0.count > 0 } ?? false
        if let list = answers.text("gpus"), !list.isEmpty {
            let names = list.split(separator: "\n")
                .map { line in
                    line.split(separator: ":").dropFirst().first.map { $0.prefix { $0 != "(" } } ?? line
                }
            return [
                ClusterFinding("gpu", names.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: ", "))
            ]
        }
        if let devices = answers.text("devices"), !devices.isEmpty {
            return [
                ClusterFinding(
                    "gpu",
                    .note,
                    "Slurm gave CUDA_VISIBLE_DEVICES=\(devices), and nvidia-smi does not answer"
                )
            ]
        }
        guard asked else { return [] }
        return [
            ClusterFinding(
                "gpu",
                .note,
                "a GPU was asked for, and the job saw none",
                advice: "Ask the cluster's staff how gres is set up.",
                at: cluster.slurm?.defaults.gres?.location
            )
        ]
    }

    private func trainer(_ answers: ProbeAnswers) -> [ClusterFinding] {
        guard let schema = answers["trainer"] else { return [] }
        if schema.code != 0 {
            return [
                ClusterFinding(
                    "trainer",
                    .problem,
                    "pargo-run does not start there: \(schema.oneLine)",
                    advice: advice(schema)
                )
            ]
        }
        guard let training = answers["training"] else { return [] }
        guard training.code != 0 else {
            return [ClusterFinding("trainer", "pargo-run starts there, and has trained a step")]
        }
        let last = training.text.split(separator: "\n").last.map(String.init) ?? "exit code \(training.code)"
        return [
            ClusterFinding(
                "trainer",
                .problem,
                "pargo-run starts there, and cannot train: \(last)",
                advice: advice(training)
            )
        ]
    }

    /// What helps a program that does not start.
    private func advice(_ answer: ProbeAnswers.Answer) -> String? {
        let text = answer.text
        switch answer.code {
        case _ where text.contains("libopenblas"):
            return """
                Have OpenBLAS installed on the nodes (libopenblas0 on Debian, openblas on Red Hat), or load its module: \
                add it to 'modules' in the profile's 'env'.
                """
        case _ where text.contains("cannot open shared object file"):
            return "Have that library installed on the nodes, or load its module: 'modules' in the profile's 'env'."
        case _ where text.contains("GLIBC_") || text.contains("GLIBCXX_"):
            let wanted = needs?.glibc.map { " (it needs glibc \($0))" } ?? ""
            return "Build pargo-run on a machine as old as the nodes, or in a container of their distribution\(wanted)."
        case 126,
            _ where text.contains("Exec format error"):
            return "Build pargo-run for the nodes' kind of processor; and a file system mounted noexec cannot hold it."
        case 132:
            return "The node's processor lacks instructions that pargo-run or its OpenBLAS uses: build it there."
        case 137: return "It was killed, most likely for its memory: ask for more in 'defaults'."
        default: return nil
        }
    }
}
