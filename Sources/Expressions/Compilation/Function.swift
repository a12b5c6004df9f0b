/// The functions that an expression can call.
///
/// Null in gives null out.
public enum Function: String, CaseIterable, Sendable {
    case min
    case max
    case abs
    case round
    case floor
    case ceil
    case log
    case log2
    case exp
    case sqrt
    case seconds
    case minutes
    case hours
    case days
    case len

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .min, .max: 1...100
        case .round: 1...2
        default: 1...1
        }
    }

    /// Seconds in one unit, for the functions that turn a number into a time.
    public var secondsPerUnit: Int? {
        switch self {
        case .seconds: 1
        case .minutes: 60
        case .hours: 3600
        case .days: 86400
        default: nil
        }
    }

    /// What the arguments may be.
    ///
    /// `min` and `max` also take one list.
    var argumentTypes: TypeSet {
        switch self {
        case .len: [.string, .list]
        case .min, .max: [.int, .double, .list]
        default: .number
        }
    }

    func resultTypes(of arguments: [TypeSet]) -> TypeSet {
        let maybeNull: TypeSet = arguments.contains { $0.contains(.null) } ? .null : []
        let allInt = arguments.allSatisfy { $0.subtracting(.null) == .int }
        switch self {
        case .len, .floor, .ceil: return maybeNull.union(.int)
        case .round: return maybeNull.union(arguments.count == 1 ? .int : .double)
        case .min, .max, .abs, .seconds, .minutes, .hours, .days: return maybeNull.union(allInt ? .int : .number)
        case .log, .log2, .exp, .sqrt: return maybeNull.union(.double)
        }
    }
}
