import Foundation
import Orchestrator
import Slurm
import Sweep
import TestSupport
import Testing

@Suite struct ProfileCheckTests {
    private static func line(_ fields: String...) -> String { fields.joined(separator: "\u{1F}") }

    /// A cluster of two partitions, the first the default, and one that is down.
    private let capabilities = Capabilities(
        """
        @@ configuration
        MaxArraySize            = 1001
        @= 0
        @@ partitions
        \(line("gpu*", "up", "2-00:00:00", "3", "idle", "a[1-3]", "gpu:a100:8(S:0-1)", "64", "500000"))
        \(line("gpu*", "up", "2-00:00:00", "1", "mix", "a4", "gpu:a100:8(S:0-1)", "64", "500000"))
        \(line("short", "up", "10:00", "4", "idle", "a[1-4]", "(null)", "64", "500000"))
        \(line("old", "down", "infinite", "4", "idle", "b[1-4]", "gpu:v100:4,mps:400", "64", "500000"))
        @= 0
        """
    )

    /// Lines of `defaults` or `limits`, and what is said of them.
    static let table: [(String, String)] = [
        ("defaults: {partition: gpu, time: 2d, nodes: 4, gres: \"gpu:a100:8\", account: lab, qos: capped}", ""),
        ("defaults: {}", ""),
        ("defaults: {partition: \"gpu,short\", time: 1d}", ""),
        ("defaults: {partition: gpuu}", "5:27 the cluster has no partition 'gpuu' ⇒ gpu"),
        ("defaults: {partition: x86}", "5:27 the cluster has no partition 'x86' It has gpu, short, old."),
        (
            "defaults: {partition: old}",
            "5:27 old takes no jobs: it is down Choose another one, or ask the cluster's staff."
        ),
        (
            "defaults: {time: 3d}",
            "5:22 a job of 3-00:00:00 would wait for ever: gpu ends jobs after 2-00:00:00 Lower 'time', or choose another partition."
        ),
        (
            "defaults: {partition: short, time: 11m}",
            "5:40 a job of 00:11:00 would wait for ever: short ends jobs after 00:10:00 Lower 'time', or choose another partition."
        ),
        (
            "defaults: {nodes: 5}",
            "5:23 5 nodes are asked for, and gpu has 4 Ask for fewer, or choose another partition."
        ),
        (
            "defaults: {gres: \"gpu:h100:8\"}",
            "5:22 gpu:h100:8 is asked for, and gpu has at most gpu:a100:8 a node ⇒ gpu:a100:8"
        ),
        (
            "defaults: {gres: \"gpu:9\"}",
            "5:22 gpu:9 is asked for, and gpu has at most gpu:a100:8 a node Write 'gres' as `sinfo -o '%P %G'` prints it."
        ),
        (
            "defaults: {partition: short, gres: gpu}",
            "5:40 gpu:1 is asked for, and short has no generic resources Write 'gres' as `sinfo -o '%P %G'` prints it."
        ),
        ("defaults: {account: lba}", "5:25 you may not use the account 'lba' ⇒ lab"),
        ("defaults: {qos: turbo}", "5:21 you may not use the quality of service 'turbo' You may use capped, normal."),
        (
            "limits: {array: 1001}",
            "5:21 an array may have 1000 tasks here, so those of 1001 are split Set 'array' to 1000."
        ),
    ]

    @Test(arguments: table)
    func asked(_ line: String, _ said: String) throws {
        let text = "clusters:\n  c:\n    kind: slurm\n    root: /x\n    \(line)\n"
        let reading = ClusterReader { _ in Array(text.utf8) }.read(["c.yaml"])
        let cluster = try #require(reading.cluster(named: "c"), "\(reading.diagnostics)")
        let accounts = Association.listing("lab||normal,capped|")
        let check = try #require(ProfileCheck(cluster, capabilities: capabilities, associations: accounts))
        let found = check.findings.map { finding in
            let place = finding.location.map { "\($0.line):\($0.column)" } ?? "nowhere"
            return [place, finding.text, finding.suggestion.map { "⇒ \($0)" }, finding.advice].compactMap(\.self)
                .joined(separator: " ")
        }
        #expect(found == (said.isEmpty ? [] : [said]))
    }

    /// A cluster that says nothing of itself is not accused of anything.
    @Test func nothingKnownNothingSaid() throws {
        let text = "clusters: {c: {kind: slurm, root: /x, defaults: {partition: p, time: 9d, gres: gpu, account: a}}}"
        let cluster = try #require(ClusterReader { _ in Array(text.utf8) }.read(["c.yaml"]).cluster(named: "c"))
        #expect(ProfileCheck(cluster, capabilities: Capabilities(""))?.findings.isEmpty == true)
    }
}

@Suite struct ProgramNeedsTests {
    @Test func aProgramTellsWhatItNeeds() throws {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "/bin/sh")))
        let needs = try #require(ProgramNeeds(bytes))
        #expect(["x86_64", "aarch64"].contains(needs.architecture))
        #expect(needs.libraries.contains("libc.so.6"))
        let glibc = try #require(needs.glibc)
        #expect(glibc.hasPrefix("2."))
        #expect(needs.versions.contains("GLIBC_\(glibc)"))
    }

    @Test func whatIsNoProgramIsNone() {
        #expect(ProgramNeeds([]) == nil)
        #expect(ProgramNeeds(Array("#!/bin/sh\n".utf8)) == nil)
        #expect(ProgramNeeds([0x7f, 0x45, 0x4c, 0x46, 2, 1] + [UInt8](repeating: 0, count: 100)) == nil)
    }

    /// Whatever the bytes say, nothing outside of them is read.
    @Test func damagedProgramsNeverCrash() throws {
        var generator = SeededGenerator(seed: 3)
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: "/bin/sh")).prefix(200_000))
        for _ in 0..<300 {
            var bytes = whole
            // Most of the headers are in the first kilobyte.
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                bytes[Int.random(in: 4..<1024, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            }
            _ = ProgramNeeds(bytes)?.glibc
        }
    }
}
