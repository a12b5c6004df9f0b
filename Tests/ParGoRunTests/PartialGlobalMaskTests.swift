import ParGoRun
import Testing

/// The facts of ParGo's two masks.
@Suite struct PartialGlobalMaskTests {
    /// The paper's sizes: 576 visual tokens, 288 partial and 16 global ones.
    let paper = PartialGlobalMask(partial: 288, global: 16, visual: 576)

    @Test(arguments: [(0, [0, 1]), (1, [2, 3]), (11, [22, 23]), (12, [24, 25]), (287, [574, 575])])
    func partialTokensSeePairsOfPatches(query: Int, patches: [Int]) {
        #expect((0..<576).filter { paper.sees(query, visual: $0) } == patches)
    }

    @Test(arguments: [(1, 0), (1, 3), (2, 1), (4, 2), (6, 0), (12, 5)])
    func crossMaskCounts(partial: Int, global: Int) throws {
        let layout = PartialGlobalMask(partial: partial, global: global, visual: 12)
        let mask = try #require(layout.cross())
        for query in 0..<partial {
            #expect((0..<12).count { mask.isVisible(query, $0) } == 12 / partial, "each partial row has k zeros")
        }
        for position in 0..<12 {
            #expect((0..<partial).count { mask.isVisible($0, position) } == 1, "each patch has one partial token")
        }
        for query in partial..<partial + global { #expect((0..<12).allSatisfy { mask.isVisible(query, $0) }) }
    }

    @Test func partialAndGlobalTokensNeverMeet() throws {
        let layout = PartialGlobalMask(partial: 4, global: 3, visual: 8)
        for width in [1, 2, 4] {
            let mask = try #require(layout.own(width: width))
            for query in 0..<7 {
                for other in 0..<7 where (query < 4) != (other < 4) { #expect(!mask.isVisible(query, other)) }
            }
            #expect((4..<7).allSatisfy { mask.isVisible(4, $0) }, "global tokens see one another")
            #expect((0..<4).count { mask.isVisible(0, $0) } == width)
        }
    }

    @Test func withoutPartialTokensThereIsNoMask() {
        let layout = PartialGlobalMask(partial: 0, global: 5, visual: 12)
        #expect(layout.cross() == nil)
        #expect(layout.own(width: 1) == nil)
    }

    @Test func withoutGlobalTokensThePartialOnesSeeEachOther() throws {
        let mask = try #require(PartialGlobalMask(partial: 4, global: 0, visual: 12).own(width: 4))
        #expect((0..<4).allSatisfy { query in (0..<4).allSatisfy { mask.isVisible(query, $0) } })
    }

    @Test(arguments: [
        (1, 18, [18]), (2, 18, [1, 18]), (4, 288, [1, 2, 4, 288]), (6, 4, [1, 2, 4, 4, 4, 4]), (3, 0, [1, 1, 1]),
    ])
    func cascadeDoubles(depth: Int, partial: Int, widths: [Int]) {
        #expect(PartialGlobalMask.doublingWidths(depth: depth, partial: partial) == widths)
    }
}
