import Foundation
import Hashing
import Slurm
import Tracker

/// The shell script that does the lab's work on a cluster; see the head of `farside.sh`.
public enum FarSide {
    /// Its whole text: POSIX sh.
    public static let script = String(decoding: PackageResources.farside_sh, as: UTF8.self)

    /// The exit code of a cluster that does not have the script.
    static let missing: Int32 = 96

    /// Puts the script into the lab, from where it is staged, and returns its path.
    ///
    /// - Throws: What the file system says.
    static func install(in lab: Lab) throws -> String {
        let path = "\(lab.cache)/farside-\(name.prefix(12)).sh"
        if !FileManager.default.fileExists(atPath: path) {
            try FileManager.default.createDirectory(atPath: lab.cache, withIntermediateDirectories: true)
            try script.write(toFile: path, atomically: true, encoding: .utf8)
        }
        return path
    }

    /// The name of the script in a cluster's store.
    static let name = SHA256.hash(script).hexadecimal

    /// The shell command that calls the script with these words.
    static func command(root: String, _ words: [String]) -> String {
        let root = ShellText.path(root)
        let script = "\(root)/store/\(name)"
        let arguments = words.map(ShellText.quote).joined(separator: " ")
        return "[ -f \(script) ] || exit \(missing); exec sh \(script) \(root) \(arguments)"
    }
}
