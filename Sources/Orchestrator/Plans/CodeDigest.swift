public import Foundation
import Hashing
public import Sweep

/// Which code a command trainer runs, told by the content of the files that its spec declares.
public struct CodeDigest {
    /// The files that were hashed, relative to the spec's folder, sorted.
    public let files: [String]
    /// The identity that enters each trial's key.
    public let identity: CodeIdentity

    /// Hashes the files that the patterns match, names and contents alike.
    ///
    /// `*` and `?` match within a folder, `**` matches across folders.
    /// - Parameters:
    ///   - patterns: Such as `train.py` and `lib/**/*.py`, relative to `folder`.
    ///   - folder: The spec's folder.
    /// - Throws: `CodeDigestError.noMatch` for a pattern that matches no file, `.unreadable`.
    public init(patterns: [String], in folder: URL) throws(CodeDigestError) {
        guard !patterns.isEmpty else {
            files = []
            identity = .unknown
            return
        }
        var found: Set<String> = []
        for pattern in patterns {
            let matches = Self.matches(pattern, in: folder)
            guard !matches.isEmpty else {
                throw .noMatch(pattern: pattern, folder: folder.path(percentEncoded: false))
            }
            found.formUnion(matches)
        }
        files = found.sorted()
        var hash = SHA256()
        for file in files {
            let url = folder.appending(path: file)
            guard let data = try? Data(contentsOf: url) else { throw .unreadable(url.path(percentEncoded: false)) }
            // Lengths first, so that no two sets of files give the same bytes.
            Array("\(file.utf8.count) \(file) \(data.count)\n".utf8).withUnsafeBytes { hash.update($0) }
            data.withUnsafeBytes { hash.update($0) }
        }
        identity = .digest(hash.finish().hexadecimal)
    }

    private static func matches(_ pattern: String, in folder: URL) -> [String] {
        // What lies above the spec is looked for from up there.
        if pattern.hasPrefix("../") {
            let above = folder.deletingLastPathComponent()
            return matches(String(pattern.dropFirst(3)), in: above).map { "../\($0)" }
        }
        guard pattern.contains(where: { "*?[".contains($0) }) else {
            return FileManager.default.fileExists(atPath: folder.appending(path: pattern).path) ? [pattern] : []
        }
        // The pattern is escaped but for the places made here, so it always compiles; a folder that cannot be listed holds
        // no match, which the caller reports as such.
        guard let regex = try? Regex(expression(of: pattern)),
            let walk = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))
        else { return [] }
        var files: [String] = []
        while let path = walk.nextObject() as? String {
            let isFolder = walk.fileAttributes?[.type] as? FileAttributeType == .typeDirectory
            if !isFolder, path.wholeMatch(of: regex) != nil { files.append(path) }
        }
        return files
    }

    private static func expression(of pattern: String) -> String {
        var expression = ""
        var rest = pattern[...]
        while let character = rest.first {
            if rest.hasPrefix("**/") {
                expression += "(?:.*/)?"
                rest = rest.dropFirst(3)
                continue
            }
            switch character {
            case "*": expression += "[^/]*"
            case "?": expression += "[^/]"
            default: expression += NSRegularExpression.escapedPattern(for: String(character))
            }
            rest = rest.dropFirst()
        }
        return expression
    }
}

/// The code that a spec declares cannot be told.
public enum CodeDigestError: Error, CustomStringConvertible {
    /// A pattern matches nothing.
    case noMatch(pattern: String, folder: String)
    /// A file cannot be read.
    case unreadable(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .noMatch(let pattern, let folder):
            "'code: \(pattern)' matches no file in \(folder); correct the pattern or take it out."
        case .unreadable(let path):
            "cannot read \(path), which 'code' names: its content is part of each trial's key."
        }
    }
}
