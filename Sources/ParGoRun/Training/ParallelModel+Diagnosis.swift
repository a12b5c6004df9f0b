extension ParallelModel {
    /// The same failure with the place where numbers first stop being numbers.
    func explained(_ failure: TrainingFailure, _ samples: [Sample], _ table: FeatureTable?) -> TrainingFailure {
        guard case .loss(let value, let step, let what, nil) = failure else { return failure }
        return .loss(value, step: step, what: what, place: place(samples, table))
    }

    private func place(_ samples: [Sample], _ table: FeatureTable?) -> String? {
        // Each layer is looked at after all of them have run, one sample at a time.
        model.recomputes = false
        for parameter in model.parameters where !parameter.value.isFinite { return "the weight \(parameter.name)" }
        for sample in samples {
            let batch = TokenBatch([sample.text], imageTokens: model.projector?.tokens ?? 0)
            let visual = table?.gather([sample.image], into: features[0])
            if let visual, !visual.isFinite { return "the visual features of image \(sample.image)" }
            _ = model.logits(batch, features: visual, rows: Array(0..<batch.sequences.rows))
            if let layer = model.projector?.firstBrokenLayer ?? model.language.firstBrokenLayer {
                return "the output of \(layer)"
            }
        }
        for parameter in model.parameters where !parameter.isFrozen && !parameter.gradient.isFinite {
            return "the gradient of \(parameter.name)"
        }
        return nil
    }
}

extension Tensor {
    /// Whether no element is infinite or not a number.
    var isFinite: Bool {
        // Infinity and NaN times 0 are NaN, everything else is 0.
        var sum = Lanes.zero
        inLanes(count) { sum += base.lanes($0, $1) * 0 }
        return sum.total == 0
    }
}
