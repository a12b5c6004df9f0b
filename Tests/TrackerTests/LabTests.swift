import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

@Suite struct LabTests {
    @Test func theFlagComesFirstThenTheEnvironment() {
        let environment = ["LAB_DIR": "/data/lab"]
        #expect(Lab(flag: "/x", environment: environment, currentDirectory: "/w").path == "/x")
        #expect(Lab(flag: "x/", environment: environment, currentDirectory: "/w").path == "/w/x")
        #expect(Lab(flag: nil, environment: environment, currentDirectory: "/w").path == "/data/lab")
        #expect(Lab(flag: nil, environment: ["LAB_DIR": ""], currentDirectory: "/nowhere/w").path == "/nowhere/w/lab")
    }

    @Test func theNearestLabUpwardsIsTaken() throws {
        try withTemporaryFolder { (folder) throws in
            let deep = folder.appending(path: "a/b/c")
            try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
            let find = { Lab(flag: nil, environment: [:], currentDirectory: deep.path).path }
            #expect(find() == deep.path + "/lab")
            // An empty folder that happens to be called so is none.
            try FileManager.default.createDirectory(
                at: folder.appending(path: "a/b/lab"),
                withIntermediateDirectories: true
            )
            try Lab(folder.path + "/a/lab").createIfAbsent()
            #expect(find() == folder.path + "/a/lab")
        }
    }
}
