import Sweep
import TestSupport
import Testing

@Suite struct DiagnosticTests {
    /// Everything wrong with a spec, told at once, as a terminal shows it.
    @Test func everythingAtOnce() throws {
        let text = """
            sweep: lr
            axis:
              x: [1]
            fixed:
              projector.dept: 4
              train.resume: yes
              lora.alpha: "{2 * lora.rnk}"
            axes:
              optimizer.lr: {log_unifrom: [1e-5, 1e-1], samples: 4}
              projector.kind: [pargo, qfromer]
            only_if: "projector.kind == 'liner'"
            resources: {time: 30}
            """
        let reading = try read(text)
        #expect(reading.spec == nil)
        let report = reading.diagnostics.map { $0.rendered(with: reading.sources) }.joined(separator: "\n") + "\n"
        try expectSnapshot(report, named: "everything-at-once.txt")
    }
}
