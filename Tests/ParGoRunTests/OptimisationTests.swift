import ParGoRun
import Testing

/// AdamW, the schedules and clipping against values worked out by hand.
@Suite struct OptimisationTests {
    private func parameter(_ values: [Float], gradient: [Float], shape: [Int]) -> Parameter {
        let parameter = Parameter("w", shape)
        for index in values.indices {
            parameter.value[index] = values[index]
            parameter.gradient[index] = gradient[index]
        }
        return parameter
    }

    @Test func firstStepIsTheRateInTheGradientsDirection() {
        // m = 0.1 g and v = 0.02 g^2; with both corrections the step is rate * g / |g|.
        var settings = AdamW.Settings()
        (settings.beta1, settings.beta2, settings.epsilon, settings.weightDecay) = (0.9, 0.98, 1e-12, 0.1)
        let matrix = parameter([1, 2], gradient: [0.5, -0.25], shape: [1, 2])
        let vector = parameter([1, 2], gradient: [0.5, -0.25], shape: [2])
        AdamW([matrix, vector], settings).update(learningRate: 0.01)
        // Decoupled decay takes rate * 0.1 of a matrix, nothing of a vector.
        for (value, expected) in zip(matrix.value.values + vector.value.values, [0.989, 2.008, 0.99, 2.01]) {
            #expect(abs(Double(value) - expected) < 1e-5)
        }
    }

    @Test func secondStep() {
        // g = 1, then 0: m = 0.09, v = 0.0196; corrected 0.09 / 0.19 and 0.0196 / 0.0396.
        var settings = AdamW.Settings()
        (settings.beta1, settings.beta2, settings.epsilon, settings.weightDecay) = (0.9, 0.98, 1e-12, 0)
        let weight = parameter([0], gradient: [1], shape: [1])
        let optimizer = AdamW([weight], settings)
        optimizer.update(learningRate: 0.1)
        weight.gradient[0] = 0
        optimizer.update(learningRate: 0.1)
        let expected = -0.1 - 0.1 * (0.09 / 0.19) / (0.0196 / 0.0396).squareRoot()
        #expect(abs(Double(weight.value[0]) - expected) < 1e-5)
    }

    @Test func frozenWeightsStay() {
        let weight = parameter([3], gradient: [1], shape: [1])
        weight.isFrozen = true
        AdamW([weight], AdamW.Settings()).update(learningRate: 1)
        #expect(weight.value[0] == 3)
    }

    @Test(arguments: [
        (LearningRateSchedule.Course.cosine, [0.25, 0.5, 0.75, 1, 1, 0.853_553, 0.5, 0.146_447]),
        (.linear, [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25]),
        (.constant, [0.25, 0.5, 0.75, 1, 1, 1, 1, 1]),
    ])
    func schedule(course: LearningRateSchedule.Course, rates: [Double]) {
        let schedule = LearningRateSchedule(course: course, peak: 1, warmup: 4, steps: 8)
        for (step, rate) in rates.enumerated() { #expect(abs(schedule.rate(step) - rate) < 1e-6) }
    }

    @Test func clippingScalesAllGradientsTogether() {
        let (a, b) = (parameter([0], gradient: [3], shape: [1]), parameter([0], gradient: [4], shape: [1]))
        #expect(abs(GradientClipping.clip([a, b], to: 0) - 5) < 1e-6)
        #expect(a.gradient[0] == 3, "a limit of 0 only measures")
        #expect(abs(GradientClipping.clip([a, b], to: 1) - 5) < 1e-6)
        #expect(abs(a.gradient[0] - 0.6) < 1e-5)
        #expect(abs(b.gradient[0] - 0.8) < 1e-5)
    }

    @Test func generatorIsTheSameEverywhere() {
        var generator = SeededGenerator(seed: 0, stream: "a")
        var again = SeededGenerator(seed: 0, stream: "a")
        var other = SeededGenerator(seed: 0, stream: "b")
        let draws = (0..<4).map { _ in generator.next() }
        #expect(draws == (0..<4).map { _ in again.next() })
        #expect(draws != (0..<4).map { _ in other.next() })
        #expect((0..<1000).allSatisfy { _ in (0..<7).contains(generator.below(7)) })
    }
}
