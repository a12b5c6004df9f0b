import Foundation
import Testing
import Tracker

/// Not a check but a way to look: `SITE_OUT=/tmp/site swift test --filter SiteOut` leaves the invented lab's site there,
/// and beside it the hostile lab's.
@Suite struct SiteOutTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SITE_OUT"] != nil))
    func writesTheSiteToLookAt() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["SITE_OUT"])
        let changes = try FixtureLab.site.write(to: URL(fileURLWithPath: folder))
        try HostileLab.site.write(to: URL(fileURLWithPath: "\(folder)-hostile"))
        print("\(folder): \(changes.written.count) files written, \(changes.unchanged) unchanged")
    }
}
