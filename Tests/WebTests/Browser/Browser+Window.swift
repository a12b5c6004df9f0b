import Foundation

extension Browser {
    /// The size of the window, in the pixels of the page, from now on.
    func window(width: Int = 1400, height: Int, scale: Int = 1) throws {
        try devTools(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 400]
        )
    }

    /// Leaves the page for one without a script, so that what it said on the console is over.
    func leave(_ site: URL) throws {
        try open("assets/icon.svg", of: site)
        _ = try consoleErrors()
    }

    /// Whether pages opened from now on may run scripts.
    func allowScripts(_ allowed: Bool) throws {
        try devTools("Emulation.setScriptExecutionDisabled", ["value": !allowed])
    }

    /// What the browser counts of a page.
    enum Measure: String {
        /// Seconds of processor time of its main thread since it was opened.
        case mainThread = "TaskDuration"
        /// Bytes that its scripts hold.
        case heap = "JSHeapUsedSize"
    }

    /// A measure of the page that is open.
    ///
    /// Time is only right if `countProcessorTime` came before.
    func measured(_ measure: Measure) throws -> Double {
        struct Metric: Decodable {
            let name: String
            let value: Double
        }
        struct Metrics: Decodable { let metrics: [Metric] }
        struct Answer: Decodable { let value: Metrics }
        let answer = try JSONDecoder().decode(Answer.self, from: devTools("Performance.getMetrics"))
        return answer.value.metrics.first { $0.name == measure.rawValue }?.value ?? .nan
    }

    /// Counts processor time from now on, and not the time that other programs took.
    func countProcessorTime() throws {
        try devTools("Performance.enable", ["timeDomain": "threadTicks"])
    }

    /// Milliseconds of the main thread that a script's promise takes, a time of many.
    func cost(of script: String, times: Int) throws -> Double {
        let before = try measured(.mainThread)
        try perform("return (async () => { for (let n = 0; n < \(times); n++) { \(script) } })()")
        return 1000 * (try measured(.mainThread) - before) / Double(times)
    }
}
