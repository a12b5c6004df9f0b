import RunLog
import Terminal

/// Values of runs as a person reads them.
enum RunText {
    /// The first eight digits of a hash, which nearly always suffice; other keys in full.
    static func shortKey(_ key: String) -> String {
        let isHash =
            key.utf8.count >= 16
            && key.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
        return isHash ? String(key.prefix(8)) : key
    }

    /// A value as it stands in the configuration, texts without quotes, nor NaN and infinities, which JSON writes as such.
    static func exact(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .double(let number) where !number.isFinite:
            number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
        default: value.text
        }
    }

    /// A measured number in a few digits.
    static func measured(_ value: JSONValue) -> String {
        value.doubleValue.map(NumberText.measured) ?? exact(value)
    }

    /// A length of time in seconds as `3m10s`.
    static func duration(_ value: JSONValue) -> String {
        value.doubleValue.map(DurationText.of) ?? ""
    }

    /// A time as `2026-11-23 06:37:55 UTC`.
    static func time(_ value: JSONValue) -> String {
        value.doubleValue.map(Timestamp.text) ?? ""
    }
}
