import Foundation
public import Sweep
public import Tracker

/// Where the descriptions of clusters are looked for: beside the lab, then in the user's own configuration.
public struct ClusterFiles: Sendable {
    /// The files that are there, the strongest first.
    public let paths: [String]
    /// Where files were looked for.
    public let places: [String]

    /// Looks for the files.
    ///
    /// - Parameters:
    ///   - named: What `--clusters` names; then these files alone count, and they must be there.
    ///   - lab: The lab, beside which `clusters.yaml` may lie.
    ///   - environment: The process's environment, of which `XDG_CONFIG_HOME` and `HOME` count.
    ///   - currentDirectory: The folder in which the command was started; paths below it are shown from there on.
    public init(named: [String], lab: Lab, environment: [String: String], currentDirectory: String) {
        guard named.isEmpty else {
            (paths, places) = (named, named)
            return
        }
        let beside = URL(fileURLWithPath: lab.path).deletingLastPathComponent().path(percentEncoded: false)
        var folders = [beside]
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            folders.append(folder + "/pargo-lab")
        } else if let home = environment["HOME"], !home.isEmpty {
            folders.append(home + "/.config/pargo-lab")
        }
        let here = currentDirectory.hasSuffix("/") ? currentDirectory : currentDirectory + "/"
        places = folders.map { folder in
            let path = (folder.hasSuffix("/") ? folder : folder + "/") + "clusters.yaml"
            return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
        }
        paths = places.filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// Reads them.
    public func read() -> ClusterReading {
        ClusterReader { path in Array(try Data(contentsOf: URL(fileURLWithPath: path))) }.read(paths)
    }
}
