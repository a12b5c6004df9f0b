import Statistics

/// What the measurements say about one claim, before the other claims of its table are taken into account.
struct Evidence {
    /// The p-value of the claim at one look.
    struct Look {
        /// How many seeds were looked at.
        var size: Int
        /// That the claim holds.
        var support: Double
        /// That the difference has the claimed sign.
        var direction: Double
        /// That the opposite holds.
        var against: Double
    }

    /// The looks so far.
    var looks: [Look] = []
    /// The difference that the claim is about, positive where it is as claimed; nil for claims about several.
    var estimate: Double?
    /// Its 95 % interval.
    var interval: ClosedRange<Double>?
    /// How many seeds, or items, all rows of the claim share.
    var size = 0
    /// What those are.
    var units = ExpectedTable.Units.seeds
    /// The effect in deviations that decides how many more are needed; nil where that cannot be told.
    var effect: Double?
    /// What else a reader should know.
    var notes: [String] = []
}

/// Why a claim has no evidence.
enum EvidenceProblem: Error {
    /// There are no results to speak of.
    case notRun(String)
    /// The results cannot be compared.
    case notComparable(String)
    /// There are fewer seeds than the first look needs.
    case tooFew(seeds: Int, needed: Int)
}
