import Foundation
import RunLog

/// What goes when runs are removed.
public struct RemovalPlan: Sendable {
    /// One run's share of it.
    public struct Part: Sendable {
        /// The run.
        public let run: Run
        /// Its points in the store.
        public let points: Int
        /// Its folder, relative to the lab; nil when it is gone already.
        public let folder: String?
        /// Bytes of the files in its folder.
        public let bytes: Int64
        /// How many files there are in it.
        public let files: Int
    }

    /// The runs, each with what goes with it.
    public let parts: [Part]

    /// Points in all.
    public var points: Int { parts.reduce(0) { $0 + $1.points } }
    /// Bytes in all folders.
    public var bytes: Int64 { parts.reduce(0) { $0 + $1.bytes } }
    /// Files in all folders.
    public var files: Int { parts.reduce(0) { $0 + $1.files } }
}

extension RemovalPlan.Part {
    /// Looks at a run's folder.
    ///
    /// - Throws: ``StoreError/notRemovable(runs:reason:)`` for a path that leads out of the lab's runs.
    init(_ run: Run, points: Int, in lab: Lab) throws {
        self.run = run
        self.points = points
        try Self.check(run.directory, in: lab)
        let path = lab.runDirectory(run.directory).path
        guard FileManager.default.fileExists(atPath: path) else {
            (folder, bytes, files) = (nil, 0, 0)
            return
        }
        folder = run.directory
        var (size, count): (Int64, Int) = (0, 0)
        if let entries = FileManager.default.enumerator(atPath: path) {
            while entries.nextObject() != nil {
                guard let attributes = entries.fileAttributes, attributes[.type] as? FileAttributeType != .typeDirectory
                else {
                    continue
                }
                size += (attributes[.size] as? NSNumber)?.int64Value ?? 0
                count += 1
            }
        }
        (bytes, files) = (size, count)
    }

    /// A path in the store is data: only a folder below `runs`, reached through no link, is taken for a run's.
    private static func check(_ directory: String, in lab: Lab) throws {
        let names = directory.split(separator: "/", omittingEmptySubsequences: false)
        let isBelowRuns =
            names.count >= 2 && names[0] == "runs"
            && names.dropFirst().allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        guard isBelowRuns else { throw StoreError.notRemovable(runs: [directory], reason: "is no folder below runs/") }
        for count in 2..<max(2, names.count) {
            let parent = "\(lab.path)/\(names.prefix(count).joined(separator: "/"))"
            let type = try? FileManager.default.attributesOfItem(atPath: parent)[.type] as? FileAttributeType
            if type == .typeSymbolicLink {
                throw StoreError.notRemovable(runs: [directory], reason: "is reached through the link \(parent)")
            }
        }
    }
}
