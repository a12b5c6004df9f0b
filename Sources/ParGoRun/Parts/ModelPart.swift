/// A part of the model that can be run by itself, tensors in and tensors out.
public enum ModelPart: String, CaseIterable, Sendable {
    /// `pixels` (B, 3, H, H), normalised, to `features` (B, V, W).
    case vision
    /// `visual` (B, V, W) to `tokens` (B, Q, D).
    case projector
    /// `input_ids` (B, T), and `visual_tokens` (B, Q, D) where an image stands behind the first token, to `logits`.
    case llm
    /// `pixels` and `input_ids` to `logits`; -200 in `input_ids` for each token of the image, or none.
    case model

    /// The name of what comes out.
    public var output: String {
        switch self {
        case .vision: "features"
        case .projector: "tokens"
        case .llm, .model: "logits"
        }
    }
}
