/// Turns log calls into lines of `metrics.jsonl`.
///
/// One buffer is used again and again: once it and the names have been seen, a call allocates nothing.
public struct MetricEncoder: Sendable {
    private var line = LineBuffer()
    /// The names of the last call in their order, which the next call nearly always repeats, as `"name":`.
    private var known: [(name: String, bytes: [UInt8])] = []

    /// An encoder that has seen nothing.
    public init() {}

    /// Gives the line of one log call, newline included, to a closure.
    ///
    /// - Parameters:
    ///   - step: The training step, 0 … 2^53 - 1.
    ///   - time: Seconds since 1970; milliseconds are kept.
    ///   - values: Names and values; NaN and infinities become the strings `"NaN"`, `"Infinity"`, `"-Infinity"`.
    ///   - body: Gets the line; the bytes are valid until it returns.
    /// - Returns: What the closure returns.
    /// - Throws: ``RunLogError`` for a name or step that the format does not allow, and what the closure throws.
    public mutating func encode<Result>(
        step: Int64,
        time: Double,
        values: some Collection<(key: String, value: Double)>,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try MetricName.check(step: step)
        line.clear()
        line.append("{\"step\":")
        line.append(integer: step)
        line.append(",\"time\":")
        line.append(seconds: time)
        line.append(",\"values\":{")
        var index = 0
        for (name, value) in values {
            if index > 0 { line.append(byte: UInt8(ascii: ",")) }
            try append(name: name, at: index)
            line.append(number: value)
            index += 1
        }
        line.append("}}\n")
        return try line.withBytes(body)
    }

    private mutating func append(name: String, at index: Int) throws(RunLogError) {
        if index < known.count, known[index].name == name {
            line.append(bytes: known[index].bytes)
            return
        }
        try MetricName.check(name)
        let entry = (name: name, bytes: Array("\"\(name)\":".utf8))
        if index < known.count { known[index] = entry } else { known.append(entry) }
        line.append(bytes: entry.bytes)
    }
}
