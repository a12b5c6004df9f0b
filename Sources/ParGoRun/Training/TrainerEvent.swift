/// Something a run tells its caller while it works.
///
/// The library writes no files about itself and prints nothing.
public enum TrainerEvent: Sendable {
    /// Named values at a step.
    case metrics(step: Int, values: [(name: String, value: Double)])
    /// How far the present piece of work is.
    case progress(done: Int, total: Int, unit: String)
    /// A line for the log.
    case message(String)
}

/// Receives events as they happen; what it throws ends the run.
public typealias TrainerReport = (TrainerEvent) throws -> Void
