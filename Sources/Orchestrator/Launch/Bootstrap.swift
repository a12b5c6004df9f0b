import Foundation
import Hashing
import Tracker

/// The shell script that runs one attempt, on this machine and on a compute node alike.
public enum Bootstrap {
    /// Its whole text: POSIX sh, which needs nothing on the machine it runs on.
    public static let script = String(decoding: PackageResources.bootstrap_sh, as: UTF8.self)

    /// Its name in a cluster's store.
    static let name = SHA256.hash(script).hexadecimal

    /// Where it lies in a lab; the name follows the content, so an attempt that runs keeps the script it started with.
    static func path(in lab: Lab) -> String {
        "\(lab.cache)/bootstrap-\(name.prefix(12)).sh"
    }

    /// Puts it there unless it is there.
    ///
    /// - Throws: What the file system says.
    static func install(in lab: Lab) throws {
        _ = try installed(in: lab)
    }

    /// Puts it there unless it is there, and returns its path.
    static func installed(in lab: Lab) throws -> String {
        let path = path(in: lab)
        guard !FileManager.default.fileExists(atPath: path) else { return path }
        try FileManager.default.createDirectory(atPath: lab.cache, withIntermediateDirectories: true)
        try script.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}
