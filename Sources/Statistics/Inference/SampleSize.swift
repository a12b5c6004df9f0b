/// How many pairs a t test needs.
public enum SampleSize {
    /// More than this is not told apart: nobody runs it.
    public static let limit = 1000

    /// The smallest number of pairs, at least 2, with which a one-sided t test at level α finds a mean difference of that
    /// size with that power; nil above the limit, or where the effect has the wrong sign.
    ///
    /// The effect is in deviations of a difference. The condition is effect · √n ≥ t(1 − α) + t(power), both with n − 1
    /// degrees of freedom, which is within one pair of the answer from the noncentral t distribution.
    public static func pairs(effect: Double, alpha: Double, power: Double) -> Int? {
        guard effect > 0 else { return nil }
        let isEnough = { (count: Int) in
            let distribution = StudentT(degrees: Double(count - 1))
            let needed = distribution.quantile(1 - alpha) + distribution.quantile(power)
            return effect * Double(count).squareRoot() >= needed
        }
        guard isEnough(limit) else { return nil }
        var (low, high) = (1, limit)
        while high - low > 1 {
            let middle = (low + high) / 2
            if isEnough(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
