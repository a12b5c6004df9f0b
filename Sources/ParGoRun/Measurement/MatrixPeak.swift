/// The machine's matrix product at the model's own shapes, all workers at once with one thread each: what a step could
/// reach if it were nothing but its largest products.
struct MatrixPeak {
    private let shapes: [(rows: Int, columns: Int, inner: Int)]
    private let workers: Workers

    init(_ configuration: TrainerConfiguration, workers: Workers) {
        let (p, llm) = (configuration.projector, configuration.llm)
        let own = (configuration.train.batch + workers.count - 1) / workers.count
        let rows = own * (p.partialTokens + p.globalTokens + Benchmark.textLength)
        shapes = [
            (rows, llm.width, llm.width), (rows, 2 * llm.ffn, llm.width), (rows, llm.width, 2 * llm.ffn),
            (own * (p.partialTokens + p.globalTokens), p.ffn, p.hidden),
        ]
        self.workers = workers
    }

    /// Operations a second: the best of several tries at the best of the shapes.
    func measure() -> Double {
        shapes.map(measure).max() ?? 0
    }

    private func measure(_ shape: (rows: Int, columns: Int, inner: Int)) -> Double {
        let operands = (0..<workers.count)
            .map { _ in
                [
                    Tensor([shape.rows, shape.inner]), Tensor([shape.inner, shape.columns]),
                    Tensor([shape.rows, shape.columns]),
                ]
            }
        for tensor in operands.joined() { tensor.fill(0.5) }
        let operations = 2 * Double(shape.rows) * Double(shape.columns) * Double(shape.inner)
        let calls = max(1, Int(5e9 / operations))
        var best = 0.0
        for _ in 0..<7 {
            let start = ContinuousClock.now
            workers.run { worker in
                let own = operands[worker]
                for _ in 0..<calls { BLAS.multiply(own[0].matrix, own[1].matrix, into: own[2].matrix) }
            }
            let seconds = start.duration(to: .now) / .seconds(1)
            best = max(best, operations * Double(calls * workers.count) / seconds)
        }
        return best
    }
}
