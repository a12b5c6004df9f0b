import Slurm

/// What a cluster answered to a look; see `farside.sh observe`.
package struct FarAnswers {
    /// A piece of a file of a run directory.
    package struct Piece: Hashable {
        /// Relative to the root, such as `runs/tokens/3f2a/1/metrics.jsonl`.
        package let path: String
        /// Where in the file it begins.
        package let offset: Int
        /// The bytes.
        package let bytes: ArraySlice<UInt8>
    }

    /// What a command of Slurm answered.
    package struct Listing: Hashable {
        package let output: String
        package let code: Int32
        package let errors: String
    }

    /// The cluster's time, in seconds since 1970.
    package private(set) var time: Double?
    /// Pieces of files.
    package private(set) var pieces: [Piece] = []
    /// The far journal's reports, by token.
    package private(set) var submissions: [String: FarReport] = [:]
    /// What `squeue` said; nil when it was not asked.
    package private(set) var queue: Listing?
    /// What `sacct` said; nil when it was not asked.
    package private(set) var accounts: Listing?
    /// Whether there was more to send than one answer holds.
    package private(set) var hasMore = false
    /// Whether the answer came to its end.
    package private(set) var isComplete = false

    /// Reads the sections of an answer, each of which begins with a line that begins with the mark.
    package init(_ output: [UInt8], mark: String) {
        let opening = Array("\(mark) ".utf8)
        var starts: [Int] = []
        var from = output.startIndex
        while let found = Self.find(opening, in: output, from: from) {
            if found == 0 || output[found - 1] == UInt8(ascii: "\n") { starts.append(found) }
            from = found + opening.count
        }
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] : output.endIndex
            guard let line = output[start..<end].firstIndex(of: UInt8(ascii: "\n")) else { continue }
            let head = String(decoding: output[(start + opening.count)..<line], as: UTF8.self)
            var body = output[(line + 1)..<end]
            // Each section but the first is preceded by a line end of its own.
            if index + 1 < starts.count, body.last == UInt8(ascii: "\n") { body = body.dropLast() }
            take(head, body)
        }
    }

    private var queueOutput: String?
    private var accountsOutput: String?

    private mutating func take(_ head: String, _ body: ArraySlice<UInt8>) {
        let words = head.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count == 2 ? words[1] : ""
        switch words.first {
        case "time": time = Double(rest)
        case "file":
            let parts = rest.split(separator: "\t")
            guard parts.count == 2, let offset = Int(parts[1]) else { return }
            pieces.append(Piece(path: String(parts[0]), offset: offset, bytes: body))
        case "submission": submissions[rest] = FarReport(String(decoding: body, as: UTF8.self))
        case "queue": queueOutput = String(decoding: body, as: UTF8.self)
        case "queued": queue = Self.listing(queueOutput, rest, body)
        case "accounts": accountsOutput = String(decoding: body, as: UTF8.self)
        case "accounted": accounts = Self.listing(accountsOutput, rest, body)
        case "more": hasMore = true
        case "end": isComplete = true
        default: break
        }
    }

    private static func listing(_ output: String?, _ code: String, _ body: ArraySlice<UInt8>) -> Listing? {
        guard let output, let code = Int32(code) else { return nil }
        return Listing(output: output, code: code, errors: String(decoding: body, as: UTF8.self))
    }

    private static func find(_ mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { all in
            let last = all.count - mark.count
            var place = start
            while place <= last {
                if all[place] == mark[0], all[place..<(place + mark.count)].elementsEqual(mark) { return place }
                place += 1
            }
            return nil
        }
    }
}
