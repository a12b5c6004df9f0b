import Expressions
import Foundation

/// The files of specs, read from disk.
enum SpecFiles {
    /// A file's bytes.
    ///
    /// - Throws: `SpecFileError` with the nearest name in the same folder.
    static func bytes(_ path: String) throws -> [UInt8] {
        let url = URL(fileURLWithPath: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isFolder) else {
            throw SpecFileError.missing(suggestion: suggestion(for: path))
        }
        guard !isFolder.boolValue else { throw SpecFileError.folder }
        guard let data = try? Data(contentsOf: url) else { throw SpecFileError.unreadable }
        return Array(data)
    }

    /// Whether the embedded trainer's schema may be needed to read the spec.
    ///
    /// A spec that names its own `command` and includes nothing needs none, and then `pargo-run` need not be there.
    static func mentionsEmbeddedTrainer(_ path: String) -> Bool {
        guard let bytes = try? bytes(path) else { return false }
        let text = String(decoding: bytes, as: UTF8.self)
        return !text.contains("command:")
    }

    private static func suggestion(for path: String) -> String? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let name = URL(fileURLWithPath: path).lastPathComponent
        // A folder that cannot be listed has nothing to suggest.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        let candidates = files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.hasSuffix(".csv") }
        // The extension is the same on both sides and would make any two names look alike.
        let stems = Dictionary(candidates.map { (stem($0), $0) }) { first, _ in first }
        guard let nearest = Spelling.nearest(to: stem(name), among: stems.keys.sorted()), let file = stems[nearest]
        else {
            return nil
        }
        return path.dropLast(name.count) + file
    }

    private static func stem(_ name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }
}

/// Why a file of a spec could not be read.
enum SpecFileError: Error, CustomStringConvertible {
    case missing(suggestion: String?)
    case folder
    case unreadable

    var description: String {
        switch self {
        case .missing(let suggestion):
            "there is no such file" + (suggestion.map { ". Did you mean '\($0)'?" } ?? "")
        case .folder: "it is a folder"
        case .unreadable: "you may not read it"
        }
    }
}
