import Foundation
import Testing

/// A headless Chromium, spoken to through WebDriver.
final class Browser: Sendable {
    private let driver: ChromeDriver
    private let session: String
    private let profile: URL

    static let chromium = "/usr/bin/chromium"
    static var isInstalled: Bool {
        [chromium, ChromeDriver.path].allSatisfy(FileManager.default.isExecutableFile(atPath:))
    }

    init() throws {
        profile = FileManager.default.temporaryDirectory.appending(path: "pargo-lab-browser-\(UUID().uuidString)")
        driver = try ChromeDriver()
        do {
            let body = Data(Self.capabilities(profile: profile.path).utf8)
            let answer = try HTTPExchange(port: driver.port).send("POST", "/session", body: body)
            session = try JSONDecoder().decode(Answer<Session>.self, from: answer).value.sessionId
        } catch {
            driver.stop()
            throw error
        }
    }

    func quit() {
        // Politely first, so that Chromium removes its own shared memory; whatever then still lives is ended.
        _ = try? HTTPExchange(port: driver.port).send("DELETE", "/session/\(session)")
        driver.stop()
        try? FileManager.default.removeItem(at: profile)
    }

    func open(_ page: String, of site: URL) throws {
        try command("/url", ["url": "\(site.absoluteString)\(site.hasDirectoryPath ? "" : "/")\(page)"])
    }

    // MARK: Tabs

    /// The tab that commands go to.
    func tab() throws -> String {
        try JSONDecoder().decode(Answer<String>.self, from: send("GET", "/window", [:])).value
    }

    /// Opens another tab, which commands go to from now on.
    func openTab() throws -> String {
        struct Handle: Decodable { let handle: String }
        let tab = try JSONDecoder().decode(Answer<Handle>.self, from: send("POST", "/window/new", ["type": "tab"]))
            .value
        try go(to: tab.handle)
        return tab.handle
    }

    func go(to tab: String) throws {
        try command("/window", ["handle": tab])
    }

    /// Closes a tab; another must be gone to.
    func close(_ tab: String) throws {
        try go(to: tab)
        _ = try send("DELETE", "/window", [:])
    }

    // MARK: Scripts

    /// What a script returns; a promise is waited for.
    func run<Value: Decodable>(_ script: String, as type: Value.Type = Value.self) throws -> Value {
        let answer = try send("POST", "/execute/sync", ["script": script, "args": [String]()])
        do {
            return try JSONDecoder().decode(Answer<Value>.self, from: answer).value
        } catch {
            throw ScriptFailure(script: script, answer: String(decoding: answer.prefix(600), as: UTF8.self))
        }
    }

    /// Runs a script for what it does.
    func perform(_ script: String) throws {
        try command("/execute/sync", ["script": script, "args": [String]()])
    }

    /// Waits until each chart that can be seen is drawn, and answers what they all show.
    ///
    /// With `all` it waits until the page has found every chart to be in view, which takes a tall enough window.
    @discardableResult
    func charts(all: Bool = false) throws -> [ChartReport] {
        let enough = all ? "every" : "some"
        return try run(
            """
            return new Promise(done => {
              const look = () => ParGo.charts.every(chart => !chart.seen || chart.ready) && ParGo.charts.\(enough)(chart => chart.seen)
                ? requestAnimationFrame(() => requestAnimationFrame(() => done(ParGo.charts))) : requestAnimationFrame(look);
              look();
            });
            """
        )
    }

    /// Brings the plots of the whole sweep, and waits for them.
    func explore() throws {
        try perform("document.getElementById('explore')?.scrollIntoView()")
        let ready: Bool = try run(
            """
            return new Promise(done => {
              const look = () => !document.getElementById('explore') || ParGo.explore?.ready
                ? requestAnimationFrame(() => requestAnimationFrame(() => done(true))) : setTimeout(look, 20);
              look();
            });
            """
        )
        precondition(ready)
    }

    /// Waits until a script's value is true, at most ten seconds; answers whether it became so.
    func waits(for condition: String) throws -> Bool {
        try run(
            """
            return new Promise(done => {
              const until = Date.now() + 10000;
              const look = () => { const is = Boolean(\(condition)); if (is || Date.now() > until) done(is); else setTimeout(look, 30); };
              look();
            });
            """
        )
    }

    /// One chart as `ParGo.charts` reports it.
    struct ChartReport: Decodable {
        let metric: String
        let ready: Bool
        let series: Int
        let points: Int
        let axis: String
        let log: Bool
        let zoom: [Double]?
        let seen: Bool
    }

    /// Presses keys one after the other where the focus is.
    func press(_ keys: String...) throws {
        let actions: [[String: any Sendable]] = keys.flatMap {
            [["type": "keyDown", "value": $0], ["type": "keyUp", "value": $0]]
        }
        let keyboard: [String: any Sendable] = ["type": "key", "id": "keys", "actions": actions]
        try command("/actions", ["actions": [keyboard]])
    }

    /// Moves the mouse through places on the page, holding its button down from the first to the last if asked.
    func mouse(_ places: [(x: Double, y: Double)], isDrag: Bool = false) throws {
        var actions: [[String: any Sendable]] = []
        for (index, place) in places.enumerated() {
            actions.append(["type": "pointerMove", "duration": 10, "x": Int(place.x), "y": Int(place.y)])
            if isDrag, index == 0 { actions.append(["type": "pointerDown", "button": 0]) }
        }
        if isDrag { actions.append(["type": "pointerUp", "button": 0]) }
        let pointer: [String: any Sendable] = [
            "type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"], "actions": actions,
        ]
        try command("/actions", ["actions": [pointer]])
    }

    /// Clicks a place, with the Alt key held if asked.
    func click(_ place: (x: Double, y: Double), alt: Bool = false, times: Int = 1) throws {
        let pause: [String: any Sendable] = ["type": "pause"]
        var pointer: [[String: any Sendable]] = [
            pause, ["type": "pointerMove", "duration": 0, "x": Int(place.x), "y": Int(place.y)],
        ]
        for _ in 0..<times {
            pointer += [["type": "pointerDown", "button": 0], ["type": "pointerUp", "button": 0]]
        }
        pointer.append(pause)
        let mouse: [String: any Sendable] = [
            "type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"], "actions": pointer,
        ]
        guard alt else { return try command("/actions", ["actions": [mouse]]) }
        let held = [["type": "keyDown", "value": "\u{E00A}"]] + Array(repeating: pause, count: pointer.count - 2)
        let keys: [String: any Sendable] = [
            "type": "key", "id": "keys", "actions": held + [["type": "keyUp", "value": "\u{E00A}"]],
        ]
        try command("/actions", ["actions": [keys, mouse]])
    }

    /// A command of the Chrome DevTools protocol.
    @discardableResult
    func devTools(_ name: String, _ parameters: [String: any Sendable] = [:]) throws -> Data {
        try send("POST", "/goog/cdp/execute", ["cmd": name, "params": parameters])
    }

    /// What the console has said since the last look, worst first read: `SEVERE` is an error or a refused load.
    func consoleErrors() throws -> [String] {
        try log("browser").filter { $0.level == "SEVERE" }.map(\.message)
    }

    /// The addresses that pages have asked for since the last look.
    func requests() throws -> [String] {
        try log("performance")
            .compactMap { entry in
                entry.message.contains("\"Network.requestWillBeSent\"")
                    ? entry.message.firstMatch(of: /"request":\{.*?"url":"(.*?)"/).map { String($0.1) } : nil
            }
    }

    private struct Answer<Value: Decodable>: Decodable { let value: Value }
    private struct Session: Decodable { let sessionId: String }
    private struct Entry: Decodable {
        let level: String
        let message: String
    }
    struct ScriptFailure: Error {
        let script: String
        let answer: String
    }

    private func log(_ kind: String) throws -> [Entry] {
        try JSONDecoder().decode(Answer<[Entry]>.self, from: send("POST", "/se/log", ["type": kind])).value
    }

    private func command(_ path: String, _ body: [String: any Sendable]) throws {
        let answer = String(decoding: try send("POST", path, body), as: UTF8.self)
        if answer.contains("\"error\":") { throw ScriptFailure(script: path, answer: String(answer.prefix(600))) }
    }

    private func send(_ method: String, _ path: String, _ body: [String: any Sendable]) throws -> Data {
        let data = try JSONSerialization.data(withJSONObject: body)
        return try HTTPExchange(port: driver.port).send(method, "/session/\(session)\(path)", body: data)
    }

    private static func capabilities(profile: String) -> String {
        let arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1400,1000",
            "--user-data-dir=\(profile)", "--disable-background-networking", "--no-first-run",
        ]
        let list = arguments.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"capabilities": {"alwaysMatch": {"browserName": "chrome",
              "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
              "goog:chromeOptions": {"binary": "\(chromium)", "args": [\(list)]}}}}
            """
    }
}
