/// A projector that hands on image tokens which somebody else has made: what the language model by itself is given.
final class GivenTokens: Projector {
    let tokens: Int
    var scratch = Scratch()
    var parameters: [Parameter] { [] }
    var firstBrokenLayer: String? { nil }

    init(tokens: Int) { self.tokens = tokens }

    func forward(_ visual: Tensor, batch: Int) -> Tensor { visual }

    func backward(_ gradient: Tensor, visual: Tensor?) { visual?.copy(gradient) }

    func replica(_ scratch: Scratch) -> any Projector { GivenTokens(tokens: tokens) }
}
