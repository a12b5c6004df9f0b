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
    private let known: Set<String>
    private(set) var found: [Found] = []
    private(set) var problems: [String] = []

    /// Looks through a lab.
    ///
    /// `known` are directories that need not be looked at, relative to the lab.
    init(in lab: Lab, known: Set<String>) {
        self.lab = lab
        self.known = known
        search([])
    }

    private mutating func search(_ names: [String]) {
        let path = names.isEmpty ? lab.runs : "\(lab.runs)/\(names.joined(separator: "/"))"
        do throws(FileError) {
            let listing = try FolderListing(path)
            if !names.isEmpty, listing.isRunDirectory {
                found.append(Found(names))
                return
            }
            guard names.count < 3 else { return }
            for folder in listing.folders {
                let next = names + [folder]
                if !known.contains("runs/" + next.joined(separator: "/")) { search(next) }
            }
        } catch {
            problems.append(error.description)
        }
    }
}
