import Foundation
public import RunLog

/// The folder in which everything of a project's runs lives.
///
/// `docs/run-directory.md` and `docs/schema.md` describe what it holds. Nothing here reads the environment by itself.
public struct Lab: Hashable, Sendable {
    /// The folder.
    public let path: String
    /// Whether the path is a store alone, as `tracker export` writes it: it can be read, and has no run directories.
    public let isFile: Bool

    /// The lab at a path, whether it exists or not.
    public init(_ path: String) {
        self.path = RunDirectory(path).path
        isFile = (try? FileStatus(path: path))?.isFolder == false
    }

    /// Finds the lab: what the flag says, else `$LAB_DIR`, else the nearest `lab/` upwards, else `lab/` here.
    ///
    /// A folder called `lab` is taken for one on the way up only if it holds runs or a store.
    ///
    /// - Parameters:
    ///   - flag: What `--lab` says, if it was given.
    ///   - environment: The process's environment.
    ///   - currentDirectory: The folder in which the command was started, as an absolute path.
    public init(flag: String?, environment: [String: String], currentDirectory: String) {
        if let given = flag ?? environment["LAB_DIR"], !given.isEmpty {
            self.init(given.hasPrefix("/") ? given : "\(currentDirectory)/\(given)")
            return
        }
        var folder = currentDirectory
        while true {
            let candidate = Lab(folder == "/" ? "/lab" : "\(folder)/lab")
            if candidate.isInUse {
                self = candidate
                return
            }
            guard folder != "/", let slash = folder.lastIndex(of: "/") else { break }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        self.init("\(currentDirectory)/lab")
    }

    /// The store.
    public var database: String { isFile ? path : "\(path)/tracker.sqlite" }
    /// Under it the run directories: `SWEEP/KEY/ATTEMPT`.
    public var runs: String { "\(path)/runs" }
    /// The static dashboard.
    public var dashboard: String { "\(path)/dashboard" }
    /// What trainers and tools may keep between runs.
    public var cache: String { "\(path)/cache" }
    /// Locked while a process folds run directories into the store.
    var ingestLock: String { "\(path)/ingest.lock" }
    /// Locked while a process makes or changes the store's tables.
    var schemaLock: String { "\(path)/schema.lock" }

    /// Whether the folder holds runs or a store.
    public var isInUse: Bool {
        FileManager.default.fileExists(atPath: database) || FileManager.default.fileExists(atPath: runs)
    }

    /// A run's folder, which the store keeps relative to the lab.
    public func runDirectory(_ relative: String) -> RunDirectory {
        RunDirectory("\(path)/\(relative)")
    }

    /// The folder of an attempt: `runs/SWEEP/KEY/ATTEMPT`, relative to the lab.
    ///
    /// - Throws: ``RunLogError`` when sweep or key cannot be a folder's name.
    public func directory(sweep: String, key: String, attempt: Int) throws -> String {
        try RunDirectory(runs: "runs", sweep: sweep, key: key, attempt: attempt).path
    }

    /// Makes the lab's folders unless they exist.
    ///
    /// - Throws: ``StoreError/notWritable(path:reason:)``.
    public func createIfAbsent() throws {
        do {
            try RunDirectory(runs).createIfAbsent()
        } catch let error as FileError {
            throw StoreError.notWritable(path: path, reason: error.description)
        }
    }
}
