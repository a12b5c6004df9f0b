import Foundation
import RunLog

/// Writes the points of an imported run as a metric log, beside the run directories until it is known where it belongs.
struct ImportLog {
    private static let flushLimit = 1 << 20

    /// The file.
    let path: String
    private(set) var points = 0
    private(set) var firstTime: Double?
    private(set) var lastTime: Double?
    /// Points that the format does not allow, by reason.
    private(set) var refused: [String: Int] = [:]

    private let file: FileHandle
    private var encoder = MetricEncoder()
    private var buffer = Data()
    private var names: [String: String] = [:]
    private var pending: (step: Int64, time: Double, values: [(key: String, value: Double)])?

    init(at path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw FileError(.write, path, code: errno) }
        self.path = path
        self.file = file
    }

    /// Adds a point; points of one step and time share a line.
    mutating func add(_ metric: String, step: Int64, time: Double, _ value: Double) throws {
        guard 0...MetricName.highestStep ~= step else {
            refused["points whose step is not between 0 and 2^53 − 1", default: 0] += 1
            return
        }
        guard time.isFinite, abs(time) < 1e11 else {
            refused["points without a time that can be", default: 0] += 1
            return
        }
        let name = usable(metric)
        points += 1
        (firstTime, lastTime) = (min(firstTime ?? time, time), max(lastTime ?? time, time))
        if let current = pending, current.step == step, current.time == time,
            !current.values.contains(where: { $0.key == name })
        {
            pending?.values.append((name, value))
            return
        }
        try writePending()
        pending = (step, time, [(name, value)])
    }

    /// Writes what is left and closes the file.
    mutating func finish() throws {
        try writePending()
        try flush()
        try file.close()
    }

    private mutating func writePending() throws {
        guard let line = pending else { return }
        pending = nil
        try encoder.encode(step: line.step, time: line.time, values: line.values) { buffer.append(contentsOf: $0) }
        if buffer.count > Self.flushLimit { try flush() }
    }

    private mutating func flush() throws {
        do {
            try file.write(contentsOf: buffer)
        } catch {
            throw FileError(.write, path, code: errno)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// The name, with what the format does not allow replaced by underscores.
    private mutating func usable(_ metric: String) -> String {
        if let known = names[metric] { return known }
        let name = MetricName.usable(metric)
        names[metric] = name
        return name
    }
}

extension MetricName {
    /// A name that the format allows, as near to a text as can be.
    static func usable(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars {
            let isAllowed = scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "\"" && scalar != "\\"
            let kept = isAllowed ? scalar : "_"
            size += UTF8.width(kept)
            if size > byteLimit { break }
            scalars.append(kept)
        }
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        return scalars.isEmpty ? "_" : String(scalars)
    }
}
