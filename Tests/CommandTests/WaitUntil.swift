import Foundation
import Testing

/// Waits for what another process is to do, looking often; a minute is given even to a machine with much else to do.
func waitUntil(_ condition: () throws -> Bool) throws {
    let deadline = Date().addingTimeInterval(60)
    while try !condition() {
        try #require(Date() < deadline, "nothing happened for a minute")
        Thread.sleep(forTimeInterval: 0.01)
    }
}
