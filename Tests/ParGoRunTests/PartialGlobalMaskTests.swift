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

    /// Each number of partial tokens that 576 visual ones can be shared out among, and no other.
    @Test func legalNumbersOfPartialTokens() throws {
        let legal = [1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 24, 32, 36, 48, 64, 72, 96, 144, 192, 288, 576]
        for partial in 1...576 {
            var configuration = TrainerConfiguration(.paper)
            configuration.projector.partialTokens = partial
            let json = #"{"preset": "paper", "projector": {"partial_tokens": \#(partial)}}"#
            let isLegal = (try? TrainerConfiguration(json: Array(json.utf8))) != nil
            #expect(isLegal == legal.contains(partial), "\(partial)")
        }
    }

    @Test func groupsAreRunsOfTheRasterNotWindows() {
        // 24 x 24 patches. Groups of 3 stay inside a row; groups of 48 are two whole rows; groups of 64 are cut mid-row.
        for (partial, rows) in [(192, 1), (12, 2), (9, 4)] {
            let mask = PartialGlobalMask(partial: partial, global: 0, visual: 576)
            let seen = (0..<576).filter { mask.sees(1, visual: $0) }
            #expect(seen == Array(576 / partial..<2 * 576 / partial))
            #expect(Set(seen.map { $0 / 24 }).count == rows)
        }
    }

    @Test func thePapersSizeInNumbers() throws {
        let cross = try #require(paper.cross())
        #expect(
            (0..<304).map { cross.spans(of: $0) } == [Int](repeating: 2, count: 288) + [Int](repeating: 576, count: 16)
        )
        let own = try #require(paper.own(width: 288))
        #expect(
            (0..<304).map { own.spans(of: $0) } == [Int](repeating: 288, count: 288) + [Int](repeating: 16, count: 16)
        )
        // No row without a key: softmax of nothing is not a number.
        for values in [cross.values, own.values] {
            for row in 0..<304 { #expect((0..<values.columns).contains { values[row * values.columns + $0] == 0 }) }
        }
        #expect(Set(cross.values.values) == [0, -.infinity], "masks are added: nothing between seen and not")
    }

    /// The three layers that the paper's figure shows: one-to-one, one-to-two, one-to-all.
    @Test(arguments: [(1, [3]), (2, [2, 3]), (288, Array(0..<288))])
    func theCascadeAsDrawn(width: Int, seen: [Int]) {
        #expect((0..<304).filter { paper.sees(3, query: $0, width: width) } == seen)
        #expect((0..<304).filter { paper.sees(288, query: $0, width: width) } == Array(288..<304))
    }
}

extension AttentionMask {
    /// How many keys a query sees.
    fileprivate func spans(of query: Int) -> Int { (0..<values.columns).count { isVisible(query, $0) } }
}
