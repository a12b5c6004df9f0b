import Slurm
import Testing

@Suite("What a cluster can do")
struct CapabilitiesTests {
    private let separator = "\u{1F}"

    @Test("all answers there")
    func complete() {
        let capabilities = Capabilities(
            """
            @@ version
            slurm-wlm 22.05.8
            @= 0
            @@ configuration
            Configuration data as of 1795418101
            MaxArraySize            = 1001
            MinJobAge               = 20 sec
            EnforcePartLimits       = ALL
            @= 0
            @@ partitions
            \(["gpu*", "up", "2-00:00:00", "4", "idle", "a100-[01-04]", "gpu:a100:8", "64", "500000"].joined(separator: separator))
            @= 0
            @@ accounting
            @= 0
            @@ json
            @= 0
            @@ user
            me
            @= 0
            @@ glibc
            glibc 2.36
            @= 0
            """
        )
        #expect(capabilities.version == "22.05.8")
        #expect(capabilities.arrayLimit == 1001)
        #expect(capabilities.memory == 20)
        #expect(capabilities.configuration.refusesImpossibleJobs)
        #expect(capabilities.partitions.map(\.name) == ["gpu"])
        #expect(capabilities.accounting == .available)
        #expect(capabilities.hasJSON)
        #expect(capabilities.user == "me")
        #expect(capabilities.glibc == "2.36")
        #expect(capabilities.controllerProblem == nil)
    }

    @Test("the user's accounts: for all partitions, for one, with a limit")
    func associations() {
        let list = Association.listing("lab||normal,capped|\nother|gpu|normal|3\n|x|\n")
        #expect(list.map(\.account) == ["lab", "other"])
        #expect(list.map(\.partition) == [nil, "gpu"])
        #expect(list.map(\.maxSubmitted) == [nil, 3])
        #expect(list[0].qos == ["normal", "capped"])
    }

    @Test("no accounting, controller down, no Slurm at all")
    func partial() {
        let disabled = Capabilities("@@ accounting\nSlurm accounting storage is disabled\n@= 1\n")
        #expect(disabled.accounting == .disabled)
        #expect(disabled.arrayLimit == 1001 && disabled.memory == 300)
        let down = Capabilities(
            """
            @@ configuration
            slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)
            @= 1
            @@ accounting
            sacct: error: Problem talking to the database: Connection refused
            @= 1
            """
        )
        #expect(down.controllerProblem?.contains("connect failure") == true)
        #expect(down.accounting == .failing("sacct: error: Problem talking to the database: Connection refused"))
        let none = Capabilities(
            "@@ version\nsh: 1: sbatch: not found\n@= 127\n@@ accounting\nsh: 1: sacct: not found\n@= 127\n"
        )
        #expect(none.version == nil)
        #expect(none.accounting == .missing)
        #expect(Capabilities("").accounting == .missing)
    }
}
