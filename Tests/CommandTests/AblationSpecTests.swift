import Foundation
import RunLog
import TestSupport
import Testing

/// The ablations that come with the lab: each at two scales, each with its table.
@Suite struct AblationSpecTests {
    private static let names = [
        "projectors", "kinds", "parts", "partial", "global", "depth", "cascade", "lora", "captions",
    ]

    private var folder: URL { Program.repository.appending(path: "sweeps/ablations") }

    @Test func theScalesDifferInTheirBaseAlone() throws {
        for scale in ["mini", "paper"] {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: scale).path)
            let known = Self.names.map { "\($0).yaml" } + ["base.yaml", "quick.yaml"]
            #expect(Set(files).isSubset(of: known), "\(scale): \(files)")
            for name in Self.names {
                let text = try String(contentsOf: folder.appending(path: "\(scale)/\(name).yaml"), encoding: .utf8)
                #expect(text == "sweep: \(scale)-\(name)\ninclude: [base.yaml, ../\(name).yaml]\n")
            }
        }
    }

    @Test(arguments: ["mini", "paper"])
    func everySpecAndItsTableAreSound(scale: String) throws {
        try withTemporaryFolder { scratch in
            let sweep = Program("sweep", in: Program.repository)
            let lab = scratch.appending(path: "lab").path
            for name in Self.names + (scale == "mini" ? ["quick"] : []) {
                let spec = "sweeps/ablations/\(scale)/\(name).yaml"
                let result = try sweep.run("reproduce", spec, "--dry-run", "--lab", lab)
                #expect(result.code == 0, "\(spec): \(result.errors)")
                #expect(result.output.contains("seeds a row"))
            }
        }
    }

    /// One number of the paper is public beyond its settings; no other may be in the tables.
    @Test func theTablesHoldNoNumberThatIsNotPublic() throws {
        let tables = Program.repository.appending(path: "sweeps/expected")
        for file in try FileManager.default.contentsOfDirectory(at: tables, includingPropertiesForKeys: nil) {
            let text = try String(contentsOf: file, encoding: .utf8)
            let numbers = text.matches(of: /paper: *([-0-9.]+)/).map { String($0.1) }
            #expect(numbers.allSatisfy { $0 == "259.96" }, "\(file.lastPathComponent): \(numbers)")
            #expect(text.contains("comparable: relative"))
        }
    }
}
