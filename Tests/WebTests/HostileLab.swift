import Foundation
import RunLog
import Tracker

/// A lab whose every name and value was chosen by somebody who wants the page to do something else than show it.
enum HostileLab {
    /// Would set `pwned` in a page that took any of it for markup or script.
    static let texts = [
        "<img src=x onerror=\"window.pwned=1\">",
        "\"><script>window.pwned=2</script>",
        "</script><script>window.pwned=3</script>",
        "'-(window.pwned=4)-'",
        "javascript:window.pwned=5",
        "</title><svg onload=window.pwned=6>",
        "line\u{2028}separator\u{2029}\"",
        "\u{202E}right-to-left\u{200F}",
        "nul\0bell\u{7}escape\u{1B}",
        "../../../etc/passwd",
        "${window.pwned=7}`{{7*7}}",
        "=HYPERLINK(\"http://example.org\")",
        "Größe 模型 🙂",
        String(repeating: "long ", count: 20_000),
        "e" + String(repeating: "\u{301}", count: 50_000),
        "",
    ]

    private static let values: [[Double]] = [
        [1], [.nan], [.infinity, -.infinity, 3], [-1e308, 1e308, 0], [], [0, 0, 0, .nan, 0], [5], [-5, -6],
    ]

    /// Built once for all tests: it is a constant.
    static let site = Site(content)

    static let content: SiteContent = {
        var series: [String: [SiteContent.Curve]] = [:]
        for (index, text) in texts.enumerated() {
            for (metric, points) in curves(index) {
                series[metric, default: []].append(SiteContent.Curve(run: Int64(index), points: points))
            }
            series["big", default: []].append(SiteContent.Curve(run: Int64(index), points: extremes))
            _ = text
        }
        let runs = texts.indices.map(run)
        return SiteContent(
            lab: texts[0],
            sweeps: [SiteContent.Sweep(name: texts[2], runs: runs)]
                + texts.indices.dropFirst(3).map { SiteContent.Sweep(name: texts[$0], runs: []) },
            series: series,
            logTails: Dictionary(uniqueKeysWithValues: texts.enumerated().map { (Int64($0.offset), $0.element) }),
            reproductions: [
                FixtureAblation.reproduction(sweep: texts[2], runs: runs) {
                    "\($0) \(texts[0]) \(texts[2]) \u{2028}\u{202E}"
                }
            ]
            .compactMap(\.self)
        )
    }()

    private static func curves(_ index: Int) -> [String: Series] {
        let values = values[index % values.count]
        let points = Series(
            steps: values.indices.map { Int64($0) },
            times: values.indices.map { index == 3 ? .nan : 1.7e9 + Double($0) },
            values: values
        )
        return [texts[index]: points, "train/loss": points]
    }

    private static let extremes = Series(steps: [.min, 0, .max], times: [-1e300, 0, 1e300], values: [1, 2, 3])

    private static func run(_ index: Int) -> Run {
        let text = texts[index]
        return Run(
            id: Int64(index),
            sweep: text,
            key: text,
            attempt: index.isMultiple(of: 3) ? 1 : 1_000_000,
            stage: text,
            trial: index.isMultiple(of: 2) ? nil : index,
            state: RunState.allCases[index % RunState.allCases.count],
            evidence: text,
            parameters: [text: .string(text), "p": .array([.string(text), .double(.nan)]), "v": .string(text)],
            summaries: curves(index).mapValues(MetricSummary.init),
            host: text,
            createdAt: Date(timeIntervalSince1970: index == 1 ? .nan : 1e300),
            startedAt: Date(timeIntervalSince1970: index == 2 ? -1e300 : 1.7e9),
            finishedAt: Date(timeIntervalSince1970: 1e300),
            directory: text
        )
    }
}
