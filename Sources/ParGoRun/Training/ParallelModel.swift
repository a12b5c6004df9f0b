/// A model trained by several workers at once: each has part of the batch, and gradients of its own.
///
/// The batch is cut by number, and gradients and losses are added in one order: the same seed and number of workers give
/// the same bits. BLAS runs on one thread in each worker, so that everything is parallel, not only the products.
final class ParallelModel {
    /// A conversation and its image's place.
    typealias Sample = TrainingData.Sample

    let optimizer: AdamW
    let model: VisionLanguageModel
    private let workers: Workers
    let replicas: [VisionLanguageModel]
    private let gradients: [[Parameter]]
    let features: [Tensor]
    private let chunk: Int
    /// Conversations that a worker has in memory at a time.
    static let chunk = 4

    /// The parts of one worker's batch are at most `chunk` conversations: memory, against longer products.
    ///
    /// With `recomputes` layers keep their inputs alone and make the rest again in the backward pass.
    init(
        _ model: VisionLanguageModel,
        _ settings: AdamW.Settings,
        workers: Workers,
        chunk: Int = ParallelModel.chunk,
        recomputes: Bool = false
    ) {
        (self.model, self.workers, self.chunk) = (model, workers, chunk)
        model.recomputes = recomputes
        optimizer = AdamW(model.parameters, settings)
        model.language.mergeUpdates()
        var replicas = [model]
        while replicas.count < workers.count { replicas.append(model.replica()) }
        self.replicas = replicas
        gradients = replicas.map { replica in replica.parameters.filter { !$0.isFrozen } }
        features = replicas.map { _ in Tensor() }
        for parameter in gradients.joined() { parameter.gradient.fill(0) }
    }

    /// What one step did.
    struct Outcome {
        var loss = VisionLanguageModel.Loss()
        var labelled = 0
        var positions = 0
    }

    /// The mean loss of the samples; adds their gradients.
    ///
    /// `dropout` names the streams of this step's dropout.
    func accumulate(_ samples: [Sample], _ table: FeatureTable?, dropout: (seed: Int, step: Int)?) -> Outcome {
        let labelled = samples.reduce(0) { sum, sample in
            sum + sample.text.labels.dropFirst().count { $0 != CrossEntropy.ignored }
        }
        let shares = share(samples)
        var losses = [VisionLanguageModel.Loss](repeating: .init(), count: workers.count)
        let imageTokens = model.projector?.tokens ?? 0
        // Before the merge, which leaves out updates that drop elements of their input.
        for (worker, replica) in replicas.enumerated() {
            replica.language.setDropout(seed: dropout?.seed, stream: "-\(dropout?.step ?? 0)-\(worker)")
        }
        model.language.mergeUpdates()
        losses.withUnsafeMutableBufferPointer { losses in
            // Each worker writes its own element alone.
            nonisolated(unsafe) let losses = losses
            workers.run { [self] worker in
                let replica = replicas[worker]
                for part in shares[worker] {
                    let batch = TokenBatch(part.map(\.text), imageTokens: imageTokens)
                    let visual = table?.gather(part.map(\.image), into: features[worker])
                    losses[worker] += replica.accumulate(batch, features: visual, of: max(labelled, 1))
                }
            }
        }
        var outcome = Outcome(labelled: labelled)
        for loss in losses { outcome.loss += loss }
        outcome.positions = samples.reduce(0) { $0 + $1.text.tokens.count + imageTokens }
        return outcome
    }

    /// Adds the workers' gradients, clips them, and changes the weights; returns the norm before clipping.
    ///
    /// A norm that is no number changes nothing.
    func update(learningRate: Double, clip: Double) -> Double {
        let norm = reduce()
        guard norm.isFinite else { return norm }
        let factor = clip > 0 && norm > clip ? Float(clip / (norm + 1e-6)) : 1
        optimizer.update(learningRate: learningRate, factor: factor, workers: workers)
        return norm
    }

    /// The samples of each worker in parts: by length, so that the work is even, dealt out to and fro.
    private func share(_ samples: [Sample]) -> [[[Sample]]] {
        let sorted = samples.enumerated()
            .sorted { ($1.element.text.tokens.count, $0.offset) < ($0.element.text.tokens.count, $1.offset) }
            .map(\.element)
        var shares = [[Sample]](repeating: [], count: workers.count)
        for (index, sample) in sorted.enumerated() {
            let (round, place) = index.quotientAndRemainder(dividingBy: workers.count)
            shares[round % 2 == 0 ? place : workers.count - 1 - place].append(sample)
        }
        return shares.map { own in
            let parts = (own.count + chunk - 1) / chunk
            guard parts > 0 else { return [] }
            let size = (own.count + parts - 1) / parts
            return stride(from: 0, to: own.count, by: size).map { Array(own[$0..<min($0 + size, own.count)]) }
        }
    }

    /// Adds all workers' gradients to the first one's, sets the others to zero, and returns the sum's Euclidean norm.
    private func reduce() -> Double {
        let pieces = optimizer.pieces
        var squares = [Double](repeating: 0, count: pieces.count)
        squares.withUnsafeMutableBufferPointer { squares in
            // Each piece's element is written by one worker.
            nonisolated(unsafe) let squares = squares
            workers.run { [self] worker in
                for index in stride(from: worker, to: pieces.count, by: workers.count) {
                    squares[index] = reduce(pieces[index])
                }
            }
        }
        return squares.reduce(0, +).squareRoot()
    }

    private func reduce(_ piece: AdamW.Piece) -> Double {
        let (start, count) = (piece.range.lowerBound, piece.range.count)
        let target = gradients[0][piece.slot].gradient.base + start
        for others in gradients.dropFirst() {
            let source = others[piece.slot].gradient.base + start
            inLanes(count) { index, part in
                target.store(target.lanes(index, part) + source.lanes(index, part), index, part)
                source.store(.zero, index, part)
            }
        }
        return Double(Row.dot(target, target, count))
    }
}

extension ParallelModel {
    /// One whole step of a loop: loss, gradients, update.
    func step(
        _ samples: [Sample],
        _ table: FeatureTable?,
        _ loop: TrainingLoop,
        _ step: Int,
        _ rate: Double,
        clip: Double,
        dropout seed: Int? = nil
    ) throws -> TrainingLoop.Step {
        let outcome = accumulate(samples, table, dropout: seed.map { ($0, loop.firstStep + step) })
        try loop.check(outcome.loss.value, step: step)
        let norm = update(learningRate: rate, clip: clip)
        guard norm.isFinite else {
            throw TrainingFailure.loss(norm, step: loop.firstStep + step, what: "\(loop.what), gradient", place: nil)
        }
        return TrainingLoop.Step(
            loss: outcome.loss.value,
            norm: norm,
            positions: outcome.positions,
            accuracy: Double(outcome.loss.correct) / Double(max(outcome.labelled, 1))
        )
    }
}
