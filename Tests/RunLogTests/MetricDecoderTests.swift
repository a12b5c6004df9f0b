import RunLog
import TestSupport
import Testing

@Suite struct MetricDecoderTests {
    @Test func readsWhatTheEncoderWrites() throws {
        var encoder = MetricEncoder()
        let values: [(key: String, value: Double)] = [
            ("train/loss", 2.31), ("train/lr", 1e-4), ("x", .nan), ("y", .infinity), ("z", -.infinity), ("n", -0.0),
        ]
        let line = try encoder.encode(step: 10, time: 1_763_873_000.123, values: values) { Array($0) }
        #expect(
            String(decoding: line, as: UTF8.self) == """
                {"step":10,"time":1763873000.123,"values":{"train/loss":2.31,"train/lr":0.0001,"x":"NaN","y":"Infinity",\
                "z":"-Infinity","n":-0.0}}

                """
        )
        let points = Decoded(line).points
        #expect(points.map(\.name) == values.map(\.key))
        #expect(points.map(\.value.bitPattern) == values.map(\.value.bitPattern))
        #expect(points.allSatisfy { $0.step == 10 && $0.time == 1_763_873_000.123 })
    }

    @Test(arguments: [
        (#"{"values":{"a":1},"time":2,"step":3}"#, "keys in any order"),
        (#" { "step" : 3 , "time" : 2.0 , "values" : { "a" : 1e0 } } "#, "spaces anywhere"),
        (#"{"step":3,"time":2,"values":{"a":1},"rank":{"x":[1,2]}}"#, "keys that mean nothing here"),
        (#"{"step":3,"time":2,"values":{"\u0061":1}}"#, "escapes in a name"),
    ])
    func takesIn(line: String, why: Comment) {
        let decoded = Decoded(line + "\n")
        #expect(decoded.points == [Point(name: "a", step: 3, time: 2, value: 1)], why)
        #expect(decoded.badLines.isEmpty)
    }

    @Test(arguments: [
        "", "{}", "nonsense", #"{"step":1,"time":2}"#, #"{"step":1.5,"time":2,"values":{"a":1}}"#,
        #"{"step":-1,"time":2,"values":{"a":1}}"#, #"{"step":9007199254740992,"time":2,"values":{"a":1}}"#,
        #"{"step":1,"time":2,"values":{"a":NaN}}"#, #"{"step":1,"time":2,"values":{"a":"nan"}}"#,
        #"{"step":1,"time":2,"values":{"a":null}}"#, #"{"step":1,"time":2,"values":{"a":true}}"#,
        #"{"step":1,"time":2,"values":{"":1}}"#, #"{"step":1,"time":2,"values":{"a\n":1}}"#,
        #"{"step":1,"step":1,"time":2,"values":{"a":1}}"#, #"{"step":1,"time":2,"values":{"a":1}} x"#,
        #"{"step":1,"time":2,"values":{"a":1,}}"#, #"{"step":1,"time":2,"values":{"a":1}"#,
    ])
    func refusesALineAndGoesOn(line: String) {
        let good = #"{"step":1,"time":2,"values":{"a":1}}"# + "\n"
        let decoded = Decoded(good + line + "\n" + good)
        #expect(decoded.points.count == 2)
        #expect(decoded.badLines.map(\.offset) == [Int64(good.utf8.count)])
        #expect(decoded.badLines.map(\.text) == [line])
    }

    @Test func leavesATornLastLineForTheNextPass() {
        let text = #"{"step":1,"time":2,"values":{"a":1}}"# + "\n" + #"{"step":2,"ti"#
        var decoder = MetricDecoder()
        var batch = MetricBatch()
        let taken = Array(text.utf8).withUnsafeBytes { decoder.decode($0, into: &batch) }
        #expect(taken == 37)
        #expect(decoder.cursor == MetricCursor(offset: 37, isSkipping: false))
        #expect(batch.count == 1 && batch.badLines.isEmpty)
    }

    @Test func refusesALineOverAMegabyteOnceHoweverItComes() {
        let good = #"{"step":1,"time":2,"values":{"a":1}}"# + "\n"
        let long = String(repeating: "x", count: 3 * MetricDecoder.lineLimit)
        for piece in [MetricDecoder.lineLimit, MetricDecoder.lineLimit + 7, 1 << 30] {
            let decoded = Decoded(Array((good + long + "\n" + good).utf8), piece: piece)
            #expect(decoded.points.count == 2)
            #expect(decoded.badLines.map(\.reason) == ["longer than 1 MB"])
            #expect(decoded.badLines.first?.text.utf8.count == 200)
        }
    }

    /// However the bytes of a log are cut, the same points and the same refused lines come out.
    @Test func cutsMakeNoDifference() {
        let log = Array(
            (#"{"step":1,"time":1.5,"values":{"a":1,"b":2.25}}"# + "\n" + "bad\n" + "\n"
                + #"{"step":2,"time":2.5,"values":{"b":"NaN","c":-1e-7}}"# + "\n")
                .utf8
        )
        let whole = Decoded(log)
        #expect(whole.points.count == 4 && whole.badLines.count == 2)
        for first in 0...log.count {
            var decoder = MetricDecoder()
            var batch = MetricBatch()
            log[..<first].withUnsafeBytes { _ = decoder.decode($0, into: &batch) }
            let rest = Int(decoder.cursor.offset)
            log[rest...].withUnsafeBytes { _ = decoder.decode($0, into: &batch) }
            #expect(Decoded(batch, decoder.names) == whole)
        }
    }

    /// Damaged logs are taken in or refused line by line; no line is counted twice and none is lost.
    @Test func damagedLogsDoNoHarm() {
        var generator = SeededGenerator(seed: 4)
        let line = #"{"step":12,"time":1763873000.5,"values":{"train/loss":2.31,"lr":"NaN"}}"# + "\n"
        for _ in 0..<5000 {
            var bytes = Array(String(repeating: line, count: 3).utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = bytes.indices.randomElement(using: &generator) ?? 0
                bytes[place] =
                    Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator) : UInt8(ascii: "}")
            }
            let decoded = Decoded(bytes)
            let lines = bytes.count { $0 == 0x0A }
            #expect(decoded.lines + decoded.badLines.count == lines)
        }
    }

    @Test func tellsManyNamesApart() {
        let names = (0..<500).map { "layer/\($0)/norm" }
        let values = names.map { "\"\($0)\":\($0.utf8.count)" }.joined(separator: ",")
        let line = #"{"step":1,"time":2,"values":{\#(values)}}"# + "\n"
        let points = Decoded(line + line).points
        #expect(points.map(\.name) == names + names)
    }
}
