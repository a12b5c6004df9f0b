import Slurm
import TestSupport
import Testing

/// Recorded output, damaged at random: no parser crashes, and damage is never read as an ended job.
@Suite("Damaged output of Slurm")
struct ParserFuzzTests {
    private static let rounds = 400

    @Test("squeue", arguments: [UInt64(1), 2, 3])
    func queue(seed: UInt64) throws {
        let text = try Transcript("array.txt").output(of: "squeue --format=\"%i|%A|%F|%K")
        damage(text, seed) { damaged in
            let listing = QueueEntry.listing(damaged, separator: "|")
            #expect(listing.entries.count + listing.rejected.count <= damaged.split(separator: "\n").count)
            // All of the recorded jobs wait or run; a final state could only come from a word that says so.
            for entry in listing.entries where entry.state.isFinal {
                #expect(SlurmState(entry.state.word) == entry.state)
            }
        }
    }

    @Test("sacct", arguments: [UInt64(1), 2, 3])
    func accounting(seed: UInt64) throws {
        let text = try Transcript("sacct.txt").output(of: "JobID,JobIDRaw")
        damage(text, seed) { damaged in
            let listing = AccountingEntry.listing(damaged, separator: "|")
            #expect(listing.entries.count <= damaged.split(separator: "\n").count)
            for entry in listing.entries {
                #expect(SlurmJobID(entry.id.description) == entry.id)
            }
        }
    }

    @Test("sinfo, scontrol show config and the probe", arguments: [UInt64(1), 2])
    func cluster(seed: UInt64) throws {
        let text = try Transcript("sinfo.txt").output(of: "sinfo; sinfo -N -l")
        damage(text, seed) { damaged in
            _ = PartitionEntry.listing(damaged, separator: "|")
            _ = Capabilities("@@ configuration\n" + damaged + "\n@= 0\n@@ partitions\n" + damaged)
            if let limit = ControllerConfiguration(damaged).maxArraySize { #expect(limit >= 0) }
        }
    }

    @Test("sacctmgr", arguments: [UInt64(1), 2])
    func associations(seed: UInt64) {
        damage("lab||normal,capped|\nlab|gpu|normal|3\nother||normal|\n", seed) { damaged in
            for association in Association.listing(damaged) {
                #expect(!association.account.isEmpty)
                #expect(association.maxSubmitted.map { $0 >= 0 } ?? true)
            }
        }
    }

    @Test("sbatch", arguments: [UInt64(1), 2, 3])
    func submission(seed: UInt64) throws {
        let entries = try Transcript("errors.txt").entries
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            guard let entry = entries.randomElement(using: &generator) else { return }
            let errors = Self.damaged(entry.errors, &generator)
            let output = Self.damaged(entry.output, &generator)
            let reply = SubmissionReply(
                output: output,
                errors: errors,
                code: Int32.random(in: 0...255, using: &generator)
            )
            if case .submitted(let job) = reply { #expect(output.contains("\(job.number)")) }
            if case .refused(let refusal) = reply { #expect(!refusal.description.isEmpty) }
        }
    }

    @Test("every notation", arguments: [UInt64(1), 2, 3])
    func notations(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let letters = Array("0123456789_-[]%:,.+ TKMGD")
        for _ in 0..<4000 {
            let count = Int.random(in: 0...14, using: &generator)
            let text = String((0..<count).compactMap { _ in letters.randomElement(using: &generator) })
            if let id = SlurmJobID(text) { #expect(SlurmJobID(id.description) == id) }
            if let indices = ArrayIndices(text) { #expect(ArrayIndices(indices.description) == indices) }
            if let duration = SlurmDuration(text) { #expect(SlurmDuration(duration.description) == duration) }
            if let memory = MemorySize(text) { #expect(MemorySize(memory.description) == memory) }
            if let exit = JobExit(text) { #expect(exit.description.split(separator: ":").count == 2) }
        }
    }

    private func damage(_ text: String, _ seed: UInt64, _ check: (String) -> Void) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.rounds / 4 {
            check(Self.damaged(text, &generator))
        }
    }

    /// Some bytes replaced, removed or doubled, and the end cut off now and then.
    private static func damaged(_ text: String, _ generator: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = .random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: "|\n0-9_[%".utf8.shuffled(using: &generator).prefix(2), at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
            }
        }
        if Int.random(in: 0..<4, using: &generator) == 0 {
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
