import Orchestrator
import Slurm
import TestSupport
import Testing

/// What a cluster sends back is taken apart by its mark alone, whatever stands in the files.
@Suite struct FarAnswersTests {
    private static let mark = "@9f3c"

    /// Lines that files may hold, some of them like the marks of the answer, and bytes that are no text.
    private static let lines: [[UInt8]] = [
        Array("{\"step\":1}\n".utf8), Array("@ end\n".utf8), Array("@9f3 file x\t0\n".utf8),
        Array("x @9f3c end\n".utf8),
        Array("\n\n".utf8), [0, 255, 254, 10], Array("end".utf8), [],
    ]

    private static func answer(_ pieces: [(path: String, offset: Int, bytes: [UInt8])]) -> [UInt8] {
        var result = Array(
            "\(mark) time 1763873000\n\(mark) submission t1\nstate go\nasked 1763872990\nid 12\ncode 0\n".utf8
        )
        for piece in pieces { result += Array("\n\(mark) file \(piece.path)\t\(piece.offset)\n".utf8) + piece.bytes }
        result += Array("\n\(mark) queue\n12|RUNNING\n\n\(mark) queued 0\nslow\n\n\(mark) end\n".utf8)
        return result
    }

    private static func pieces(_ generator: inout SeededGenerator) -> [(path: String, offset: Int, bytes: [UInt8])] {
        (0..<Int.random(in: 0...5, using: &generator))
            .map { index in
                let bytes = (0..<Int.random(in: 0...6, using: &generator))
                    .flatMap { _ in lines.randomElement(using: &generator) ?? [] }
                return ("runs/s/\(index)/1/log.txt", Int.random(in: 0...100, using: &generator), bytes)
            }
    }

    @Test(arguments: UInt64(1)...4)
    func everyByteArrives(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let sent = Self.pieces(&generator)
            let answers = FarAnswers(Self.answer(sent), mark: Self.mark)
            #expect(answers.isComplete && answers.time == 1_763_873_000)
            #expect(answers.pieces.map(\.path) == sent.map(\.path))
            #expect(answers.pieces.map { Array($0.bytes) } == sent.map(\.bytes))
            #expect(answers.submissions["t1"]?.job == 12)
            #expect(
                answers.queue?.output == "12|RUNNING\n" && answers.queue?.code == 0 && answers.queue?.errors == "slow\n"
            )
        }
    }

    /// What was cut off is known to be, and nothing that came is another thing than what was sent.
    @Test func cutAnywhere() {
        var generator = SeededGenerator(seed: 5)
        let sent = Self.pieces(&generator) + [("runs/s/z/1/log.txt", 7, Array("last words\n".utf8))]
        let whole = Self.answer(sent)
        for length in 0..<whole.count - 1 {
            let answers = FarAnswers(Array(whole[..<length]), mark: Self.mark)
            #expect(!answers.isComplete)
            for (piece, original) in zip(answers.pieces, sent) {
                #expect(original.path == piece.path && original.offset == piece.offset)
            }
            for piece in answers.pieces.dropLast() {
                #expect(sent.contains { $0.path == piece.path && $0.bytes == Array(piece.bytes) })
            }
            #expect(answers.queue == nil || answers.queue?.output == "12|RUNNING\n")
        }
    }

    /// Bytes replaced, removed and doubled: read without a crash, and a job's number is one that was written.
    @Test(arguments: UInt64(1)...3)
    func damaged(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var bytes = Self.answer(Self.pieces(&generator))
            for _ in 0..<Int.random(in: 1...8, using: &generator) where bytes.count > 1 {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = .random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: Array("\n\(Self.mark) ".utf8), at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let answers = FarAnswers(bytes, mark: Self.mark)
            #expect(answers.pieces.allSatisfy { $0.bytes.count <= bytes.count })
            for report in answers.submissions.values {
                #expect(report.job.map { $0 > 0 && text.contains("\($0)") } ?? true)
                guard case .submitted(let job) = report.reply else { continue }
                #expect(job.number == report.job)
            }
        }
    }
}
