/// MME's subtasks under the names of their files.
public enum MMESubtask: String, CaseIterable, Sendable {
    case existence
    case count
    case position
    case color
    case posters
    case celebrity
    case scene
    case landmark
    case artwork
    case text = "OCR"
    case commonsense = "commonsense_reasoning"
    case calculation = "numerical_calculation"
    case translation = "text_translation"
    case code = "code_reasoning"

    /// Those that any generated scenes can pose.
    public static let scenes: [MMESubtask] = [.existence, .count, .position, .color]

    /// Those that the generated scenes of these settings pose.
    static func posed(by data: DataSettings) -> [MMESubtask] { data.hasGlyphs ? scenes + [.text] : scenes }

    /// Whether the subtask counts towards MME's sum of cognition, and not of perception.
    public var isCognition: Bool {
        switch self {
        case .commonsense, .calculation, .translation, .code: true
        case .existence, .count, .position, .color, .posters, .celebrity, .scene, .landmark, .artwork, .text: false
        }
    }
}
