/// The learning rate of each step: a linear warm-up, then the chosen course to the last step.
public struct LearningRateSchedule: Equatable, Sendable {
    /// What the rate does after the warm-up.
    public enum Course: String, CaseIterable, Sendable {
        /// Half a cosine wave from the peak down to zero (Loshchilov and Hutter 2017).
        case cosine
        /// A straight line from the peak down to zero.
        case linear
        /// The peak, to the end.
        case constant
    }

    /// What the rate does after the warm-up.
    public let course: Course
    /// The highest rate.
    public let peak: Double
    /// Steps of the warm-up: step `warmup - 1` is the first at the peak.
    public let warmup: Int
    /// Steps in all.
    public let steps: Int

    /// A schedule over `steps` steps.
    public init(course: Course, peak: Double, warmup: Int, steps: Int) {
        self.course = course
        self.peak = peak
        self.warmup = warmup
        self.steps = steps
    }

    /// The rate of `step`, counted from 0.
    public func rate(_ step: Int) -> Double {
        if step < warmup { return peak * Double(step + 1) / Double(warmup) }
        let fraction = Double(step - warmup) / Double(max(steps - warmup, 1))
        switch course {
        case .constant: return peak
        case .linear: return peak * (1 - fraction)
        case .cosine: return peak * 0.5 * (1 + cosine(.pi * min(fraction, 1)))
        }
    }
}
