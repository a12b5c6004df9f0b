import Foundation
import Sweep
import Testing

/// One spec with a mistake, and what must be said about it.
///
/// The first line of its file says so: `# FILE:LINE:COLUMN: SEVERITY: FRAGMENT OF THE MESSAGE`; `# meant:` gives the
/// suggestion.
struct Mistake: CustomTestStringConvertible, Sendable {
    let name: String
    let expected: String
    let meant: String?
    let isSeenWhenPlanning: Bool
    /// Whether the one mistake shows in several places, so that more than one error is right.
    let hasMore: Bool
    let overrides: [String]
    let files: [String: String]

    var testDescription: String { name }

    init(name: String, text: String) {
        self.name = name
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let parts = text.components(separatedBy: "\n# file ")
        var files = ["spec.yaml": parts[0]]
        for part in parts.dropFirst() {
            let end = part.firstIndex(of: "\n") ?? part.endIndex
            files[String(part[..<end])] = String(part[end...].dropFirst())
        }
        self.files = files
        expected = String(lines[0].dropFirst(2))
        meant = lines.first { $0.hasPrefix("# meant: ") }.map { String($0.dropFirst(9)) }
        isSeenWhenPlanning = lines.contains("# seen when planning")
        hasMore = lines.contains("# and more")
        overrides = lines.filter { $0.hasPrefix("# --set ") }.map { String($0.dropFirst(8)) }
    }

    static let all: [Mistake] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Mistakes")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted()
            .compactMap { name in
                let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
                return text.map { Mistake(name: name, text: $0) }
            }
    }()
}

@Suite struct MistakeTests {
    @Test func theCorpusIsThere() {
        #expect(Mistake.all.count >= 80)
    }

    /// Each mistake is found at its place, with what was meant, and nothing else is called an error.
    @Test(arguments: Mistake.all)
    func mistake(_ mistake: Mistake) throws {
        let reader = SpecReader(schema: try testSchema(), overrides: mistake.overrides) { path in
            guard let text = mistake.files[path] else { throw MissingFile() }
            return Array(text.utf8)
        }
        let reading = reader.read("spec.yaml")
        var diagnostics = reading.diagnostics
        if mistake.isSeenWhenPlanning { diagnostics += reading.spec?.plan().diagnostics ?? [] }
        let all = diagnostics.map(\.description).joined(separator: "\n")
        let found = diagnostics.first { diagnostic in
            guard let place = diagnostic.location else { return false }
            let prefix = "\(place): \(diagnostic.severity.rawValue): "
            return mistake.expected.hasPrefix(prefix)
                && diagnostic.message.contains(mistake.expected.dropFirst(prefix.count))
        }
        let diagnostic = try #require(found, "expected \(mistake.expected)\ngot \(all)")
        #expect(diagnostic.suggestion == mistake.meant, "\(all)")
        let errors = diagnostics.filter { $0.severity == .error }
        if mistake.hasMore { return }
        #expect(errors.count <= (diagnostic.severity == .error ? 1 : 0), "\(all)")
    }

    /// Files that cannot be kept as text.
    @Test func unreadableFiles() throws {
        let big = [UInt8](repeating: UInt8(ascii: "#"), count: 10_000_001)
        let cases: [([UInt8], String)] = [
            (
                Array("sweep: x\nfixed: {data.name: ".utf8) + [0xff, 0xfe],
                "spec.yaml:2:20: error: not UTF-8 text. Save the file as UTF-8."
            ),
            (
                Array("sweep: x\n# a\u{0}b".utf8),
                "spec.yaml:2:4: error: a control character, which no text file should hold"
            ),
            (big, "spec.yaml:1:1: error: the file has 10 MB; the limit is 10 MB"),
        ]
        for (bytes, message) in cases {
            let reading = SpecReader(schema: try testSchema()) { _ in bytes }.read("spec.yaml")
            #expect(reading.diagnostics.map(\.description) == [message])
            #expect(reading.spec == nil)
        }
    }
}
