import RunLog

/// Finds the run directories under `lab/runs` that the store does not know.
///
/// A sweep's are `SWEEP/KEY/ATTEMPT`. Those made by hand may be `GROUP/NAME` or just `NAME`; a number at the end is an
/// attempt's.
struct RunDiscovery {
    /// A run directory that was found.
    struct Found: Hashable {
        /// Relative to the lab.
        let directory: String
        /// The sweep or group; nil for one directly under `runs`.
        let sweep: String?
        let key: String
        let attempt: Int

        init(_ names: [String]) {
            var names = names
            directory = "runs/" + names.joined(separator: "/")
            attempt = names.count > 1 ? names.last.flatMap { Int($0) }.flatMap { $0 >= 1 ? $0 : nil } ?? 1 : 1
            if names.count > 1, names.last == String(attempt) { names.removeLast() }
            sweep = names.count > 1 ? names.removeFirst() : nil
            key = names.joined(separator: "/")
        }
    }

    private let lab: Lab
    private let remembered: [String: FolderStamp]
    private let now: Double
    private let allKnown: () throws -> Set<String>
    private var known: Set<String>?

    /// The run directories that the store does not know.
    private(set) var found: [Found] = []
    /// Run directories that the store knows, in folders where something was added, removed or replaced.
    private(set) var suspects: [String] = []
    /// The folders that were listed, as they looked just before.
    private(set) var stamps: [String: FolderStamp] = [:]
    /// Folders that are there no more, or have become run directories.
    private(set) var gone: [String] = []
    private(set) var problems: [String] = []

    /// Looks through a lab.
    ///
    /// - Parameters:
    ///   - lab: The lab.
    ///   - remembered: How the folders looked when they were listed the last time, by path; one that looks the same is not
    ///     listed again.
    ///   - now: The time now, in seconds since 1970, by the clock that the file system goes by.
    ///   - known: The directories of runs that the store knows, asked for only when some folder has changed.
    /// - Throws: What `known` throws. A folder that cannot be listed is no error: ``problems`` names it.
    init(in lab: Lab, remembered: [String: FolderStamp], now: Double, known: @escaping () throws -> Set<String>) throws
    {
        self.lab = lab
        self.remembered = remembered
        self.now = now
        allKnown = known
        for path in changed() { try list(path) }
        if remembered["runs"] == nil { try list("runs") }
        stamps = stamps.filter { remembered[$0.key] != $0.value }
    }

    /// Whether there is something to remember.
    var hasChanged: Bool { !stamps.isEmpty || !gone.isEmpty }

    private mutating func changed() -> [String] {
        var changed: [String] = []
        let folders = Array(remembered)
        for (folder, current) in zip(folders, FolderStamp.all(folders.map(\.key), in: lab.path)) {
            guard let current else {
                gone.append(folder.key)
                continue
            }
            if current != folder.value { changed.append(folder.key) }
        }
        return changed.sorted()
    }

    private mutating func list(_ path: String) throws {
        guard stamps[path] == nil else { return }
        let folder = "\(lab.path)/\(path)"
        // Before listing: what is added meanwhile makes the folder look different the next time.
        let stamp = FolderStamp(folder)
        do {
            let listing = try FolderListing(folder)
            let names = path.split(separator: "/").dropFirst().map(String.init)
            if !names.isEmpty, listing.isRunDirectory { return try take(path, names) }
            stamps[path] = stamp?.settled(now: now) ?? .unsure
            if names.count < 3 { try look(at: listing.folders.map { "\(path)/\($0)" }) }
        } catch let error as FileError {
            stamps[path] = .unsure
            problems.append(error.description)
        }
    }

    private mutating func take(_ path: String, _ names: [String]) throws {
        if remembered[path] != nil { gone.append(path) }
        if try !isKnown(path) { found.append(Found(names)) }
    }

    private mutating func look(at folders: [String]) throws {
        for path in folders where remembered[path] == nil {
            if try isKnown(path) { suspects.append(path) } else { try list(path) }
        }
    }

    private mutating func isKnown(_ path: String) throws -> Bool {
        if known == nil { known = try allKnown() }
        return known?.contains(path) == true
    }
}
