/// The keys of a metric line.
enum LineKey: String {
    case step, time, values, other

    init(_ bytes: UnsafeRawBufferPointer) {
        if bytes.elementsEqual("values".utf8) {
            self = .values
        } else if bytes.elementsEqual("step".utf8) {
            self = .step
        } else if bytes.elementsEqual("time".utf8) {
            self = .time
        } else {
            self = .other
        }
    }
}

/// What has been read of a metric line.
struct LineFields {
    var step: Int64?
    var time: Double?
    /// A bit for each key met.
    private var seen: UInt8 = 0

    var hasValues: Bool { seen & 4 != 0 }

    /// The first key that a complete line has and this one lacks.
    var missing: LineKey {
        if step == nil { return .step }
        return time == nil ? .time : .values
    }

    /// Notes that a key was met; false when it was met before.
    ///
    /// Keys that mean nothing here may repeat.
    mutating func mark(_ key: LineKey) -> Bool {
        let bit: UInt8
        switch key {
        case .step: bit = 1
        case .time: bit = 2
        case .values: bit = 4
        case .other: return true
        }
        defer { seen |= bit }
        return seen & bit == 0
    }
}

/// Why a metric line is refused.
enum LineError: Error, CustomStringConvertible {
    case json(JSONError)
    case missing(LineKey)
    case step(Int64)
    case time(Double)

    var description: String {
        switch self {
        case .json(let error): error.description
        case .missing(let key): "it has no '\(key.rawValue)'"
        case .step(let step): RunLogError.invalidStep(step).description
        case .time(let time): "the time \(time) is no number of seconds since 1970 before the year 33658"
        }
    }
}
