/// The keys at the top of a spec.
enum SpecSection: String, CaseIterable {
    case sweep
    case description
    case trainer
    case include
    case fixed
    case axes
    case runs
    case exclude
    case onlyIf = "only_if"
    case seeds
    case search
    case earlyStop = "early_stop"
    case stages
    case run
    case resources
    case env
    case expect
    case budget
    case metric
    case goal

    /// How many levels of keys below it are merged one by one when a later layer has the section too.
    ///
    /// Below that, and for anything but a mapping, the later layer's value replaces the earlier one whole.
    var depth: Int {
        switch self {
        case .fixed, .axes, .search, .earlyStop, .resources, .budget: 1
        case .stages, .env: 2
        default: 0
        }
    }
}
