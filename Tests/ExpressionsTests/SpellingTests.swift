import Expressions
import Testing

@Suite struct SpellingTests {
    @Test(arguments: [
        ("projector.dept", "projector.depth"),
        ("projector.dpeth", "projector.depth"),
        ("Projector.Depth", "projector.depth"),
        ("depth", "projector.depth"),
        ("depht", "projector.depth"),
        ("train.lr", "optimizer.lr"),
        ("lora.rnk", "lora.rank"),
        ("entirely.different", nil),
        ("", nil),
    ])
    func nearest(typed: String, meant: String?) {
        let candidates = ["projector.depth", "projector.kind", "lora.rank", "optimizer.lr"]
        #expect(Spelling.nearest(to: typed, among: candidates) == meant)
    }
}
