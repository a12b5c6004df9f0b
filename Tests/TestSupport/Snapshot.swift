import Foundation
public import Testing

/// Compares text with the golden file `Snapshots/NAME` beside the test's source file.
///
/// With `RECORD_SNAPSHOTS=1` the file is written, and the test fails once, so that somebody looks at what was written.
public func expectSnapshot(
    _ text: String,
    named name: String,
    file: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let golden = URL(fileURLWithPath: file).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
        try FileManager.default.createDirectory(
            at: golden.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try text.write(to: golden, atomically: true, encoding: .utf8)
        Issue.record("Wrote Snapshots/\(name): read it, then run again", sourceLocation: sourceLocation)
        return
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    guard text != expected else { return }
    let difference = firstDifference(text, expected)
    Issue.record("Snapshots/\(name) differs \(difference). Got:\n\(text)", sourceLocation: sourceLocation)
}

private func firstDifference(_ text: String, _ expected: String) -> String {
    let got = text.split(separator: "\n", omittingEmptySubsequences: false)
    let want = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, pair) in zip(got, want).enumerated() where pair.0 != pair.1 {
        return "at line \(index + 1): got `\(pair.0)`, expected `\(pair.1)`"
    }
    return "in length: got \(got.count) lines, expected \(want.count)"
}
