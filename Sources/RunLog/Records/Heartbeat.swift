/// The last sign of life: the file `heartbeat`, one decimal number.
public struct Heartbeat: Hashable, Sendable {
    /// How often it is renewed, in seconds.
    public static let interval: Double = 10
    /// For how long a run on another machine is believed alive after its last sign, in seconds.
    public static let deadline: Double = 90

    /// When it was given, in seconds since 1970.
    public let at: Double

    /// A sign of life.
    public init(at: Double) {
        self.at = at
    }

    /// Writes it at once.
    ///
    /// It is not forced to disk: after a power cut nobody is alive anyway.
    ///
    /// - Throws: ``FileError`` when the system refuses.
    public func write(to directory: RunDirectory) throws {
        try SmallFile.replace(directory.heartbeat, with: "\(Timestamp.decimal(at))\n", durable: false)
    }

    /// The last sign of life; nil when there was none yet or it is being written.
    ///
    /// - Throws: ``FileError`` when the file is there and cannot be read.
    public static func read(from directory: RunDirectory) throws -> Heartbeat? {
        guard let bytes = try SmallFile.read(directory.heartbeat) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
        guard let seconds = text.flatMap({ Double($0) }), seconds.isFinite else { return nil }
        return Heartbeat(at: seconds)
    }
}
