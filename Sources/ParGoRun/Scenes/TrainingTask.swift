/// A kind of fine-tuning task, after the four that the paper trains on.
public enum TrainingTask: String, CaseIterable, Sendable {
    /// Questions with short answers, as VQAv2 and VSR have them: the thing itself, or yes or no.
    case vqa
    /// Lettered options, as ScienceQA and A-OKVQA have them: the answer is a letter.
    case choice
    /// A box for a phrase and a phrase for a box, as RefCOCO and Visual Genome have them.
    case refer
    /// Requests that are answered in sentences, as LLaVA-150k has them.
    case instruct
}
