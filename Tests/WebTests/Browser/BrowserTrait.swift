import Foundation
import TestSupport
import Testing
import Tracker

/// Gives a suite one browser and one built site for all its tests, and ends the browser after the last of them.
struct BrowserTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: (browser: Browser, site: URL)?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        guard Browser.isInstalled else { return try await function() }
        try await withTemporaryFolder { folder in
            try FixtureLab.site.write(to: folder)
            let browser = try Browser()
            defer { browser.quit() }
            try await Self.$current.withValue((browser, folder)) { try await function() }
        }
    }
}

extension BrowserTrait {
    /// The suite's browser, in a window of that height and away from every page before, and the site.
    static func opened(height: Int) throws -> (browser: Browser, site: URL) {
        let (browser, site) = try #require(current)
        try browser.window(height: height)
        try browser.leave(site)
        return (browser, site)
    }
}

extension Trait where Self == BrowserTrait {
    /// The suite's tests share a browser and the site of `FixtureLab`.
    static var browser: Self { BrowserTrait() }
}

extension Trait where Self == ConditionTrait {
    /// Skips, in so many words, where there is no browser.
    static var needsChromium: Self {
        .enabled(
            if: Browser.isInstalled,
            "NOT TESTED IN A BROWSER: \(Browser.chromium) or \(ChromeDriver.path) is missing (apt install chromium chromium-driver)"
        )
    }
}
