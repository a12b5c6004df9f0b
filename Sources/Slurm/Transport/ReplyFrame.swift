/// Marks round a command's output, so that what login shells print before and after never gets into it.
///
/// The closing mark also says that the command is over: a process that it left in the background, and that keeps the
/// channel open, holds nobody up.
struct ReplyFrame {
    /// What stands between the marks.
    enum Content: Equatable {
        /// The command ran to its end.
        case complete(CommandReply)
        /// It began, and its end was not seen.
        case cut
        /// It never began; this is what was printed instead.
        case none(String)
    }

    private let token: String

    /// Marks with a token that no output has by chance.
    init(token: UInt64 = .random(in: 1 ... .max)) {
        self.token = "@pargo-" + String(token, radix: 36)
    }

    private var opening: [UInt8] { Array("\(token)[\n".utf8) }
    private var closing: [UInt8] { Array("\(token)]".utf8) }

    /// The script that prints the marks round the command's output; it ends with the command's exit code.
    func script(_ command: String) -> String {
        """
        echo '\(token)['; echo '\(token)[' >&2
        (\(command)
        )
        r=$?; printf '\(token)]%d\\n' $r; echo '\(token)]0' >&2; exit $r
        """
    }

    /// Whether both streams have reached their closing marks.
    func isComplete(output: [UInt8], errors: [UInt8]) -> Bool {
        Self.ends(in: output, closing) && Self.ends(in: errors, closing)
    }

    /// What stands between the marks of these streams.
    func content(output: [UInt8], errors: [UInt8]) -> Content {
        guard let begin = Self.find(opening, in: output[...]) else {
            return .none(String(decoding: (output + errors).prefix(2000), as: UTF8.self))
        }
        let body = output[begin.upperBound...]
        guard let end = Self.findLast(closing, in: body), let code = Self.code(body[end.upperBound...]) else {
            return .cut
        }
        let errors = inner(errors)
        let around = [output[..<begin.lowerBound], Self.afterLine(body[end.upperBound...]), errors.around]
        let noise = around.map { String(decoding: $0, as: UTF8.self) }.joined()
        return .complete(
            CommandReply(output: Array(body[..<end.lowerBound]), errors: errors.inside, code: code, noise: noise)
        )
    }

    private func inner(_ errors: [UInt8]) -> (inside: [UInt8], around: ArraySlice<UInt8>) {
        guard let begin = Self.find(opening, in: errors[...]) else { return (errors, []) }
        let before = errors[..<begin.lowerBound]
        let body = errors[begin.upperBound...]
        guard let end = Self.findLast(closing, in: body) else { return (Array(body), before) }
        return (Array(body[..<end.lowerBound]), before + Self.afterLine(body[end.upperBound...]))
    }

    private static func afterLine(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        rest.firstIndex(of: UInt8(ascii: "\n")).map { rest[($0 + 1)...] } ?? []
    }

    private static func code(_ rest: ArraySlice<UInt8>) -> Int32? {
        guard let line = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        return strictNumber(String(decoding: rest[..<line], as: UTF8.self)).flatMap { Int32(exactly: $0) }
    }

    /// The closing mark is looked for in the last bytes only: this is asked after every piece that arrives.
    private static func ends(in bytes: [UInt8], _ mark: [UInt8]) -> Bool {
        let tail = bytes.suffix(512)
        guard let found = findLast(mark, in: tail) else { return false }
        return tail[found.upperBound...].contains(UInt8(ascii: "\n"))
    }

    private static func find(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        bytes.firstRange(of: mark)
    }

    private static func findLast(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard bytes.count >= mark.count else { return nil }
        for start in stride(from: bytes.endIndex - mark.count, through: bytes.startIndex, by: -1)
        where bytes[start] == mark[0] && bytes[start..<start + mark.count].elementsEqual(mark) {
            return start..<start + mark.count
        }
        return nil
    }
}
