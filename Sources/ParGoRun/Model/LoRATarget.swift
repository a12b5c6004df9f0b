/// A linear map of a language block that a low-rank update can stand beside; raw values are Hugging Face's names.
public enum LoRATarget: String, CaseIterable, Sendable {
    /// Attention queries.
    case query = "q_proj"
    /// Attention keys.
    case key = "k_proj"
    /// Attention values.
    case value = "v_proj"
    /// The map after attention.
    case output = "o_proj"
    /// SwiGLU's gate.
    case gate = "gate_proj"
    /// SwiGLU's other half.
    case up = "up_proj"
    /// SwiGLU's way back.
    case down = "down_proj"
}
