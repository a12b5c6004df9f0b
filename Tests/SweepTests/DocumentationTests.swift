import Foundation
import Sweep
import Testing

/// The examples of the documentation: specs must read and plan, clusters must read.
@Suite struct DocumentationTests {
    private func blocks(of page: String) throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/\(page)"), encoding: .utf8)
        return text.components(separatedBy: "```yaml\n").dropFirst()
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

    @Test(arguments: ["cluster.md", "test-cluster.md"])
    func theClustersRead(_ page: String) throws {
        let blocks = try blocks(of: page)
        #expect(blocks.count == 1)
        for block in blocks {
            let reading = ClusterReader { _ in Array(block.utf8) }.read(["clusters.yaml"])
            #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
            #expect(!reading.clusters.isEmpty)
        }
    }

    @Test func theExamplesPlan() throws {
        let blocks = try blocks(of: "sweep-language.md")
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
