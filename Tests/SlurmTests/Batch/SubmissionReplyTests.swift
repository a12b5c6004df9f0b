import Slurm
import Testing

@Suite("What came of sbatch")
struct SubmissionReplyTests {
    @Test(
        "recorded refusals are told apart",
        arguments: [
            ("sbatch -p nosuch", SubmissionRefusal.Cause.partition), ("--gres=gpu:h100:1", .nodeConfiguration),
            ("--gres=gpu:9", .nodeConfiguration), ("--gres=tpu:1", .gres), ("-A nosuch", .account),
            ("--qos=nosuch", .qos), ("--mem=900G", .memory), ("-C h100", .feature), ("-w a100-99", .nodeName),
            ("--array=0-5000", .arraySize), ("--array=1000-1001", .arraySize), ("--nosuchoption", .option),
            ("/no/such/file.sh", .script), ("echo \"hostname\" | sbatch", .script), ("\\r\\n", .script),
            ("--gibberish", .option), ("printf \"\" | sbatch", .script), ("head -c 5000000", .scriptSize),
            ("--qos=capped --array=0-9", .submitLimit),
        ]
    )
    func refusal(words: String, cause: SubmissionRefusal.Cause) throws {
        let transcript = try Transcript("errors.txt")
        let entry = try #require(transcript.entries.first { $0.command.contains(words) })
        guard case .refused(let refusal) = reply(entry) else {
            Issue.record("\(entry.command): \(reply(entry))")
            return
        }
        #expect(refusal.cause == cause)
        #expect(!refusal.message.contains("\n"))
        #expect(refusal.isTemporary == (cause == .submitLimit))
    }

    @Test("recorded acceptances, with and without --parsable")
    func submitted() throws {
        let accepted = try Transcript("errors.txt").entries.filter { $0.output.hasPrefix("Submitted batch job") }
        #expect(accepted.count == 3)
        for entry in accepted {
            #expect(reply(entry) == .submitted(SlurmJobID(try #require(Int(entry.output.split(separator: " ")[3])))))
        }
        #expect(SubmissionReply(output: "5;hpc\n", errors: "", code: 0) == .submitted(SlurmJobID(5)))
        #expect(
            SubmissionReply(output: "Submitted batch job 7 on cluster hpc\n", errors: "", code: 0)
                == .submitted(SlurmJobID(7))
        )
        // A site's greeting before the number, and warnings beside it.
        #expect(
            SubmissionReply(output: "Welcome\nquota 3 of 5\n91\n", errors: "sbatch: warning: lua: …", code: 0)
                == .submitted(SlurmJobID(91))
        )
    }

    @Test("a controller that is frozen leaves it open; one that is down refuses")
    func controller() throws {
        let frozen = try Transcript("ctld_hung.txt").entries
            .filter { $0.errors.contains("Batch job submission failed") }
        #expect(frozen.count == 1)
        for entry in frozen {
            guard case .ambiguous(let words) = SubmissionReply(output: "", errors: entry.errors, code: 1) else {
                Issue.record("a time-out must never count as a refusal")
                continue
            }
            #expect(words.contains("Socket timed out"))
        }
        let down = try #require(
            Transcript("ctld_down.txt").entries.first { $0.errors.contains("Batch job submission failed") }
        )
        guard case .refused(let refusal) = SubmissionReply(output: "", errors: down.errors, code: 1) else {
            Issue.record("a refused connection submits nothing")
            return
        }
        #expect(refusal.cause == .controllerDown && refusal.isTemporary)
    }

    @Test(
        "what is not clear is left open",
        arguments: [
            ("", "", Int32(0)), ("", "", 1), ("", "something new", 1), ("", "", 137),
            ("", "sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received", 1),
            ("Thank you for choosing us", "", 0), ("0\n", "", 0),
            // The plugin's message looks like a refusal, the connection broke all the same.
            ("", "sbatch: error: Invalid qos\nsbatch: error: Connection reset by peer", 1),
        ]
    )
    func open(output: String, errors: String, code: Int32) {
        guard case .ambiguous = SubmissionReply(output: output, errors: errors, code: code) else {
            Issue.record("should be ambiguous: \(SubmissionReply(output: output, errors: errors, code: code))")
            return
        }
    }

    @Test("every cause says what to do")
    func advice() throws {
        let reply = SubmissionReply(output: "", errors: "sbatch: error: invalid partition specified: nosuch\n", code: 1)
        guard case .refused(let refusal) = reply else { return }
        #expect(
            refusal.description == """
                Slurm refused the job: invalid partition specified: nosuch. `sinfo -s` lists the partitions; set `partition` \
                in the cluster's defaults
                """
        )
    }

    private func reply(_ entry: Transcript.Entry) -> SubmissionReply {
        SubmissionReply(output: entry.output, errors: entry.errors, code: entry.code)
    }
}
