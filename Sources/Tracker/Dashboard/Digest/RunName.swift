/// What a run is called on the pages.
package enum RunName {
    /// `trial 7`, with the stage where it has a name and the attempt where it is not the first; a run without a trial
    /// goes by its key.
    package static func short(_ run: Run) -> String {
        var name = run.trial.map { "trial \($0)" } ?? UserText.isolatedText(run.key, limit: 10)
        if run.stage != "run" { name += " · \(UserText.isolatedText(run.stage, limit: 24))" }
        if run.attempt > 1 { name += " · attempt \(run.attempt)" }
        return name
    }
}
