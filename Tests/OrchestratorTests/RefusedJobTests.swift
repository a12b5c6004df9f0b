import Orchestrator
import Slurm
import Sweep
import Testing

@Suite struct RefusedJobTests {
    private let clusters = """
        clusters:
          a100:
            kind: slurm
            host: login
            root: /scratch/me
            defaults:
              partition: gpuu
              account: lba
              gres: "gpu:h100:1"
              time: 9d
              mem: 900G
              nodes: 50
              sbatch: {licences: x}
            limits: {array: 5000}
        """
    private let spec = """
        sweep: one
        trainer: {command: [python, train.py], schema: schema.json}
        axes: {lr: [1, 2]}
        resources: {time: 8d, gpus: 9}
        """

    /// Slurm's words, and the line of the profile and of the spec that they are about.
    static let table: [(String, profile: Int, spec: Int?)] = [
        ("sbatch: error: invalid partition specified: gpuu", 7, nil),
        (
            "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified", 8,
            nil
        ),
        ("sbatch: error: Batch job submission failed: Invalid generic resource (gres) specification", 9, 4),
        ("sbatch: error: Batch job submission failed: Requested node configuration is not available", 9, 4),
        (
            "sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)",
            10,
            4
        ),
        ("sbatch: error: Memory specification can not be satisfied", 11, nil),
        ("sbatch: error: Batch job submission failed: Node count specification invalid", 12, nil),
        ("sbatch: unrecognized option '--licences=x'", 13, nil),
        ("sbatch: error: Batch job submission failed: Invalid job array specification", 14, nil),
        ("sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)", 2, nil),
    ]

    @Test(arguments: table)
    func theLineIsNamed(_ words: String, _ profileLine: Int, _ specLine: Int?) throws {
        let reading = ClusterReader { _ in Array(clusters.utf8) }.read(["clusters.yaml"])
        let cluster = try #require(reading.cluster(named: "a100"))
        guard case .refused(let refusal) = SubmissionReply(output: "", errors: words, code: 1) else {
            Issue.record("not read as a refusal: \(words)")
            return
        }
        let alone = RefusedJob(refusal, cluster: cluster)
        #expect(alone.location.file == "clusters.yaml")
        #expect(alone.location.line == profileLine)
        #expect(alone.description.contains("error: a100 refused the job: "))

        let schema = #"{"additionalProperties": true, "properties": {}}"#
        let files = ["spec.yaml": spec, "schema.json": schema]
        let sweep = try #require(SpecReader { path in Array((files[path] ?? "").utf8) }.read("spec.yaml").spec)
        let withSpec = RefusedJob(refusal, cluster: cluster, request: sweep.stages[0].resources)
        #expect(withSpec.location.file == (specLine == nil ? "clusters.yaml" : "spec.yaml"))
        #expect(withSpec.location.line == specLine ?? profileLine)
    }

    @Test func aPartitionThatIsNearIsSuggested() throws {
        let reading = ClusterReader { _ in Array(clusters.utf8) }.read(["clusters.yaml"])
        let cluster = try #require(reading.cluster(named: "a100"))
        let line = ["gpu*", "up", "2-00:00:00", "4", "idle", "a100-[01-04]", "gpu:a100:8", "64", "500000"]
        let capabilities = Capabilities("@@ partitions\n\(line.joined(separator: "\u{1F}"))\n@= 0\n")
        let refusal = try #require(
            SubmissionRefusal(errors: "sbatch: error: invalid partition specified: gpuu", code: 1)
        )
        let refused = RefusedJob(refusal, cluster: cluster, capabilities: capabilities)
        #expect(
            refused.description == """
                clusters.yaml:7:18: error: a100 refused the job: invalid partition specified: gpuu. Did you mean 'gpu'? \
                `sinfo -s` lists the partitions; set `partition` in the cluster's defaults.
                """
        )
    }
}
