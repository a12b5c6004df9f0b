/// Holm's correction for several tests of one table: the chance of any false positive among them stays at α.
public enum Holm {
    /// Adjusted p-values, each in the place of its own: a test holds where its adjusted one is at most α.
    ///
    /// Holm, "A simple sequentially rejective multiple test procedure", 1979. It needs no assumption about how the tests
    /// depend on one another.
    public static func adjusted(_ probabilities: [Double]) -> [Double] {
        let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
        var adjusted = probabilities
        var largest = 0.0
        for (place, index) in order.enumerated() {
            largest = max(largest, min(1, probabilities[index] * Double(order.count - place)))
            adjusted[index] = largest
        }
        return adjusted
    }
}
