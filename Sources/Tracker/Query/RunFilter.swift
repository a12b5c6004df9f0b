public import Expressions
import RunLog

/// A condition on runs, as a person types it: `lora.rank >= 8 and eval/mme > 900 and state = finished`.
///
/// Names are those of `RunColumn`, `created_at`, `started_at` and `finished_at` (seconds since 1970), and the states and tags
/// as plain words. `created` and `finished` are states where texts are compared, and times where numbers are. What a run does not have is null: arithmetic with it is null, every order comparison with it is false,
/// and `x == null` asks for it.
public struct RunFilter: Sendable {
    private let expression: Expression
    /// What it looks at.
    public let columns: [RunColumn]
    /// The values at steps that it looks at: the query must ask for them.
    public let moments: Set<RunMoment>
    /// Whether it speaks of archived runs, so that they must not be left out before.
    public let mentionsArchived: Bool

    /// Times, whose plain names are words for states.
    private static let times: [String: RunColumn] = [
        "created_at": .created, "started_at": .started, "finished_at": .finished,
    ]

    /// A condition over the parameters, metrics and tags that there are.
    ///
    /// - Throws: `RunFilterError` with the place of the first mistake and what was probably meant.
    public init(
        _ text: String,
        parameters: [String: TypeSet],
        metrics: Set<String>,
        tags: Set<String> = []
    ) throws(RunFilterError) {
        let paths = Set(parameters.keys)
        var columns: [RunColumn] = []
        do throws(ExpressionError) {
            let known = Self.known(paths, metrics, tags)
            expression = try Expression(text, names: .slashed, known: known) { name in
                if let state = RunState(rawValue: name) {
                    guard let time = Self.times["\(name)_at"] else { return .constant(.string(state.rawValue)) }
                    columns.append(time)
                    return .word(.string(state.rawValue), number: columns.count - 1)
                }
                let column = Self.times[name] ?? RunColumn.named(name, parameters: paths, metrics: metrics)
                guard let column else { return tags.contains(name) ? .constant(.string(name)) : nil }
                columns.append(column)
                return column.symbol(at: columns.count - 1, parameters)
            }
        } catch {
            throw RunFilterError(text: text, problem: error)
        }
        guard !expression.types.isDisjoint(with: [.bool, .null]) else {
            let all = 0..<text.unicodeScalars.count
            throw RunFilterError(
                text: text,
                problem: ExpressionError("a condition is true or false, but this is \(expression.types)", at: all)
            )
        }
        self.columns = columns
        moments = RunMoment.all(in: columns)
        mentionsArchived = columns.contains(.archived)
    }

    /// Whether the condition is true of a run; null counts as false.
    ///
    /// `now` is seconds since 1970 and ends the duration of a run that goes on.
    ///
    /// - Throws: `RunFilterError` for what only values can show, such as a division by zero.
    public func keeps(_ run: Run, now: Double) throws(RunFilterError) -> Bool {
        do throws(ExpressionError) {
            return try expression.isTrue(columns.map { Value($0.value(of: run, now: now)) })
        } catch {
            throw RunFilterError(text: expression.text, problem: error, run: run.key)
        }
    }

    private static func known(_ parameters: Set<String>, _ metrics: Set<String>, _ tags: Set<String>) -> [String] {
        let (paths, names) = (parameters.sorted(), metrics.sorted())
        return RunColumn.fixed.map(\.name) + times.keys.sorted() + paths + names + RunState.allCases.map(\.rawValue)
            + tags.sorted() + paths.map { "params.\($0)" } + names.map { "metrics.\($0)" }
    }
}

/// Why a condition on runs makes no sense, with the place in its text.
public struct RunFilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The condition.
    public let text: String
    /// What is wrong, and where.
    public let problem: ExpressionError
    /// The key of the run whose values show it; nil for what is wrong with any.
    public var run: String?

    /// The problem on one line, and below it the condition with the place marked.
    public var description: String {
        let offset = min(problem.range.lowerBound, text.unicodeScalars.count)
        let mark = String(repeating: " ", count: offset) + String(repeating: "^", count: max(1, problem.range.count))
        let place = run.map { "in --where, for run \($0): " } ?? "in --where: "
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(place)\(problem)\n  \(line)\n  \(mark)"
    }
}

extension RunColumn {
    /// What the column is in an expression.
    fileprivate func symbol(at index: Int, _ parameters: [String: TypeSet]) -> Symbol {
        switch self {
        case .state:
            .slot(index, types: .string, choices: RunState.allCases.map { .string($0.rawValue) })
        case .id, .trial, .attempt, .metric(_, .step), .metric(_, .count): .slot(index, types: .int)
        case .metric(_, .minStep), .metric(_, .maxStep), .metric(_, .bestStep): .slot(index, types: .int)
        case .created, .started, .finished, .duration, .age, .metric, .moment: .slot(index, types: .number)
        case .tags: .slot(index, types: .list)
        case .archived: .slot(index, types: .bool)
        case .parameter(let path): .slot(index, types: parameters[path] ?? .any)
        case .sweep, .stage, .key, .evidence, .host, .notes: .slot(index, types: .string)
        }
    }
}

extension Value {
    /// A value of the store as expressions know it; an object, which none does, is null.
    fileprivate init(_ json: JSONValue?) {
        switch json {
        case nil, .null, .object: self = .null
        case .bool(let bool): self = .bool(bool)
        case .int(let int): self = .int(Int(int))
        case .double(let double): self = .double(double)
        case .string(let string): self = .string(string)
        case .array(let array): self = .list(array.map { Value($0) })
        }
    }
}
