import Foundation
import Sweep
import TestSupport
import Testing

/// Specs with random damage: reading and planning must end, with a spec or with an error that has a place.
///
/// A few seconds by default; `FUZZ_SECONDS=600` goes on for longer, `FUZZ_SEED` starts elsewhere.
@Suite struct FuzzTests {
    private let environment = ProcessInfo.processInfo.environment

    @Test func damagedSpecsNeverCrashOrHang() throws {
        let seconds = environment["FUZZ_SECONDS"].flatMap(Double.init) ?? 3
        var generator = SeededGenerator(seed: environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 1)
        let schema = try testSchema()
        let texts = Mistake.all.map { $0.files["spec.yaml"] ?? "" } + [wholeSpec]
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var (count, slowest) = (0, Duration.zero)
        var slow = ""
        while clock.now < end {
            var bytes = Array((texts.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) { damage(&bytes, texts, &generator) }
            let start = clock.now
            check(bytes, schema)
            if clock.now - start > slowest {
                (slowest, slow) = (clock.now - start, String(decoding: bytes, as: UTF8.self))
            }
            count += 1
        }
        #expect(count > 20)
        #expect(slowest < .seconds(20), "took \(slowest): \(slow)")
    }

    private func check(_ bytes: [UInt8], _ schema: TrainerSchema) {
        let reading = SpecReader(schema: schema, overrides: ["lora.rank=4"]) { path in
            guard path == "spec.yaml" else { throw MissingFile() }
            return bytes
        }
        .read("spec.yaml")
        for diagnostic in reading.diagnostics { _ = diagnostic.rendered(with: reading.sources) }
        #expect(reading.spec != nil || reading.diagnostics.contains { $0.severity == .error && $0.location != nil })
        guard let spec = reading.spec else { return }
        for trial in spec.expansion().prefix(50) { _ = trial.configuration.json }
        let rows = spec.axes.reduce(1.0) { $0 * Double(max(1, $1.paths.count)) }
        if rows < 50, spec.expansion().prefix(2000).reduce(0, { count, _ in count + 1 }) < 2000 { _ = spec.plan() }
    }

    private func damage(_ bytes: inout [UInt8], _ texts: [String], _ generator: inout SeededGenerator) {
        let at = Int.random(in: 0...bytes.count, using: &generator)
        let signs = Array("{}[]:,-?&*!|>'\"%#\\\n\t 019.eyn=~@`\u{e9}".utf8)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: bytes.insert(signs[Int.random(in: 0..<signs.count, using: &generator)], at: at)
        case 1 where at < bytes.count: bytes.remove(at: at)
        case 2 where at < bytes.count: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 3:
            let other = Array((texts.randomElement(using: &generator) ?? "").utf8)
            let start = Int.random(in: 0...other.count, using: &generator)
            bytes.insert(contentsOf: other[start...].prefix(30), at: at)
        case 4: bytes.removeSubrange(at..<min(bytes.count, at + 10))
        case 5:
            let line = bytes[at...].prefix { $0 != UInt8(ascii: "\n") }
            bytes.insert(contentsOf: Array(line) + [UInt8(ascii: "\n")], at: at)
        case 6, 7: replaceNumber(&bytes, from: at, &generator)
        default:
            let run = Array(repeating: signs[Int.random(in: 0..<signs.count, using: &generator)], count: 40)
            bytes.insert(contentsOf: run, at: at)
        }
    }

    /// Puts an extreme number in the place of the next one.
    private func replaceNumber(_ bytes: inout [UInt8], from at: Int, _ generator: inout SeededGenerator) {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        guard let start = bytes[at...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        let extremes = [
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "0", "-1", "1e308", "-1e308",
            "1e-308",
            "5e-324", ".inf", "-.inf", ".nan", "1e16", "4611686018427387904", "0.1", "1000000",
        ]
        bytes.replaceSubrange(start..<end, with: Array((extremes.randomElement(using: &generator) ?? "0").utf8))
    }

    private let wholeSpec = """
        sweep: tokens
        fixed: {optimizer.lr: 1e-4}
        axes:
          projector.depth: [2, 4, 6]
          tokens:
            zip: {projector.partial_tokens: [288, 144, 0], projector.global_tokens: [16, 16, 304]}
          tune:
            one_of:
              frozen: {}
              lora: {lora.rank: [64, 256], lora.alpha: "{2 * lora.rank}"}
          optimizer.weight_decay: {log_uniform: [1e-3, 1e-1], samples: 4, step: 0.01}
          lora.targets: [[q], [q, v]]
          train.clip: {range: [1, 3, 0.5]}
          data.images: {int_uniform: [1, 9], samples: 2, step: 2}
          train.steps: {range: {from: 1, to: 9, step: 4}}
        exclude: [{projector.depth: 6, tokens: 2}]
        only_if: "projector.partial_tokens + projector.global_tokens <= 304"
        seeds: 3
        stages:
          backbone: {run: backbone, uses: [data]}
          pretrain: {run: train, needs: backbone, uses: [projector, tokens]}
          eval: {run: eval, needs: pretrain}
        resources: {gpus: "{8 if projector.depth >= 4 else 4}", time: "{minutes(20 + 8 * projector.depth)}"}
        budget: {gpu_hours: 120, max_jobs: 200}
        """
}
