import RunLog

/// A point with its name, for comparing.
struct Point: Equatable {
    let name: String
    let step: Int64
    let time: Double
    let value: Double

    /// NaN equals NaN here.
    static func == (left: Point, right: Point) -> Bool {
        left.name == right.name && left.step == right.step && left.time == right.time
            && left.value.bitPattern == right.value.bitPattern
    }
}

/// All that a decoder made of a log.
struct Decoded: Equatable {
    private(set) var points: [Point] = []
    private(set) var badLines: [MetricBatch.BadLine] = []
    private(set) var lines = 0

    init(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// Decodes bytes, offering at most so many at a time.
    init(_ bytes: [UInt8], piece: Int = 1 << 30) {
        var decoder = MetricDecoder()
        var batch = MetricBatch()
        while true {
            let start = Int(decoder.cursor.offset)
            let end = min(bytes.count, start + piece)
            let taken = bytes[start..<end].withUnsafeBytes { decoder.decode($0, into: &batch) }
            if taken == 0 { break }
        }
        self.init(batch, decoder.names)
    }

    init(_ batch: MetricBatch, _ names: [String]) {
        points = (0..<batch.count)
            .map { index in
                Point(
                    name: names[Int(batch.metrics[index])],
                    step: batch.steps[index],
                    time: batch.times[index],
                    value: batch.values[index]
                )
            }
        badLines = batch.badLines
        lines = batch.lines
    }
}
