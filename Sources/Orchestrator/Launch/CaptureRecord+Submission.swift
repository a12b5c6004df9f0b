import Foundation
public import RunLog

extension CaptureRecord {
    /// What the submitter of runs knows: its own command, the machine it is on, and the state of the code in a folder.
    ///
    /// The environment is left to the wrapper, which sees that of the run.
    public static func ofSubmission(folder: String) -> CaptureRecord {
        let full = CaptureRecord.ofProcess(
            as: .submitter,
            arguments: CommandLine.arguments,
            environment: [:],
            folder: folder
        )
        let renamed = full.sections.filter { $0.key != "environment" }
            .map { section in
                // What the wrapper tells of its machine must not be taken for the submitter's where there is no wrapper's.
                section.key == "host" ? JSONValue.Member("submitted_from", section.value) : section
            }
        return CaptureRecord(source: .submitter, sections: renamed)
    }
}
