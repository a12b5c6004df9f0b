import Foundation
import Glibc
import TestSupport
import Testing

/// A user's mistake costs one clear line and nothing else: no file is made, nothing is started.
@Suite struct BadInputTests {
    @Test(arguments: [
        ("axis: {width: [1]}", "bad.yaml:3:1: error: ", "Did you mean 'axes'?"),
        ("axes: {width: []}", "bad.yaml:3:15: error: ", "has no values"),
        ("axes: [1, 2]", "bad.yaml:3:7: error: ", "must be a mapping"),
        ("include: [missing.yaml]\naxes: {width: [1]}", "bad.yaml:3:11: error: ", "missing.yaml"),
    ])
    func aMistakeInASpecPointsAtItself(line: String, place: String, hint: String) throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1])
            let spec = "sweep: bad\ntrainer: {command: [sh, trainer.sh, \"{run}\"], code: [trainer.sh]}\n\(line)\n"
            try spec.write(to: folder.appending(path: "bad.yaml"), atomically: true, encoding: .utf8)
            let result = try lab.sweep.run("submit", "bad.yaml")
            #expect(result.code == 65)
            #expect(result.errors.contains(place), "\(result.errors)")
            #expect(result.errors.contains(hint), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "lab").path))
        }
    }

    @Test(arguments: [
        ("projector.dept: 2", "Did you mean 'projector.depth'?"),
        ("projector.depth: two", "whole number"),
        ("projector.depth: 0", "1"),
    ])
    func theEmbeddedTrainersSchemaIsKnown(setting: String, hint: String) throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1])
            let spec = "sweep: bad\ntrainer: pargo\nfixed:\n  \(setting)\naxes: {seed: [1, 2]}\n"
            try spec.write(to: folder.appending(path: "bad.yaml"), atomically: true, encoding: .utf8)
            let result = try lab.sweep.run("submit", "bad.yaml")
            #expect(result.code == 65)
            #expect(result.errors.contains("bad.yaml:4:"), "\(result.errors)")
            #expect(result.errors.contains(hint), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "lab").path))
        }
    }

    @Test func aSpecThatIsNotThere() throws {
        try withTemporaryFolder { folder in
            let lab = try ShellLab(folder, widths: [1])
            let result = try lab.sweep.run("submit", "shel.yaml")
            #expect(result.code == 65)
            #expect(result.errors.contains("shel.yaml"), "\(result.errors)")
            #expect(result.errors.contains("Did you mean 'shell.yaml'?"), "\(result.errors)")
        }
    }

    @Test func aReadOnlyLabIsOneLine() throws {
        try withMount("ro,size=1m") { mount in
            try expectOneLine(lab: mount.appending(path: "lab"), saying: "Read-only")
        }
    }

    @Test func aFullDiskIsOneLine() throws {
        try withMount("size=64k") { mount in
            try expectOneLine(lab: mount.appending(path: "lab"), saying: "the disk is full")
        }
    }

    private func expectOneLine(lab: URL, saying reason: String) throws {
        try withTemporaryFolder { folder in
            let shell = try ShellLab(folder, widths: [1])
            let result = try shell.sweep.run(
                "submit",
                "shell.yaml",
                "--lab",
                lab.path(percentEncoded: false),
                "--quiet"
            )
            #expect(result.code == 1)
            #expect(result.errors.contains(reason), "\(result.errors)")
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
        }
    }

    /// A small file system of its own, which only root can make.
    private func withMount(_ options: String, _ body: (URL) throws -> Void) throws {
        guard getuid() == 0 else {
            print("SKIPPED: mounting a small file system needs root")
            return
        }
        try withTemporaryFolder { folder in
            let path = folder.path(percentEncoded: false)
            guard try shell("mount -t tmpfs -o \(options) tmpfs '\(path)'") == 0 else {
                print("SKIPPED: this machine lets nobody mount")
                return
            }
            defer { _ = try? shell("umount '\(path)'") }
            try body(folder)
        }
    }

    private func shell(_ command: String) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
