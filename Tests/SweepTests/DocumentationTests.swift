import Foundation
import Sweep
import Testing

/// The examples of `docs/sweep-language.md` are specs that must read and plan.
@Suite struct DocumentationTests {
    private let blocks: [String]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/sweep-language.md"), encoding: .utf8)
        blocks = text.components(separatedBy: "```yaml\n").dropFirst()
            .compactMap {
                $0.components(separatedBy: "```").first
            }
    }

    private let files = [
        "base.yaml": "fixed: {lora.targets: [q]}\n", "expected.yaml": "",
        "trainer.json": """
        {"additionalProperties": true, "properties": {
          "lr": {"type": "number"}, "warmup": {"type": "integer", "default": 0}, "width": {"type": "integer"},
          "dropout": {"type": "number", "minimum": 0, "maximum": 1}}}
        """,
    ]

    @Test func theExamplesPlan() throws {
        #expect(blocks.count == 3)
        for block in blocks {
            let reading = try read(block, files: files)
            #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
            let plan = try #require(reading.spec).plan()
            #expect(plan.diagnostics.isEmpty, "\(plan.diagnostics)")
            #expect(!plan.jobs.isEmpty)
        }
    }
}
