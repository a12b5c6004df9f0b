/// Teaches the vision encoder to name the object on each patch: colour, shape and size, or that there is none.
struct VisionPretraining {
    private let encoder: VisionEncoder
    private let heads: [Linear]
    private let settings: BackboneSettings
    private let data: DataSettings
    /// The shapes that the second head tells apart.
    private let shapes: [Scene.Shape]
    private let losses = [CrossEntropy(), CrossEntropy(), CrossEntropy()]
    private let pixels = Tensor()
    private let gradient = Tensor()

    init(_ encoder: VisionEncoder, _ configuration: TrainerConfiguration) {
        self.encoder = encoder
        settings = configuration.backbone
        data = configuration.data
        shapes = Scene.Shape.plain + (data.hasGlyphs ? Scene.Glyph.all.map { .glyph($0) } : [])
        let classes = [1 + Scene.Color.allCases.count, 1 + shapes.count, 1 + Scene.Size.allCases.count]
        var generator = SeededGenerator(seed: settings.seed, stream: "backbone/vision-heads")
        heads = classes.map { count in
            let head = Linear("head", from: encoder.shape.width, to: count, hasBias: true)
            head.initializeUniform(&generator)
            return head
        }
    }

    func run(report: TrainerReport) throws {
        try report(.message("Training the vision encoder: \(settings.visionSteps) steps"))
        let parameters = encoder.parameters + heads.flatMap(\.parameters)
        let optimizer = AdamW(parameters, AdamW.Settings())
        let loop = TrainingLoop(
            what: "vision encoder",
            schedule: LearningRateSchedule(
                course: .cosine,
                peak: settings.rate,
                warmup: 20,
                steps: settings.visionSteps
            ),
            logEvery: 10,
            totalSteps: settings.visionSteps + settings.llmSteps,
            prefix: "backbone/vision_"
        )
        var generator = SeededGenerator(seed: settings.seed, stream: "backbone/vision-scenes")
        try loop.run(report: report) { number, rate in
            parameters.clearGradients()
            let loss = step(&generator)
            try loop.check(loss, step: number)
            let norm = GradientClipping.clip(parameters, to: 1)
            optimizer.update(learningRate: rate)
            return TrainingLoop.Step(loss: loss, norm: norm, positions: settings.batch * encoder.shape.patches)
        }
        let right = losses.map { Double($0.correct) / Double(max($0.counted, 1)) }
        try report(
            .metrics(
                step: settings.visionSteps,
                values: zip(["color", "shape", "size"], right).map { ("backbone/vision_\($0)_accuracy", $1) }
            )
        )
    }

    private func step(_ generator: inout SeededGenerator) -> Double {
        let (side, patch) = (encoder.shape.image, encoder.shape.patch)
        pixels.resize([settings.batch, 3, side, side])
        var labels: [[Int32]] = [[], [], []]
        for sample in 0..<settings.batch {
            let scene = Scene.random(most: data.objects, glyphs: data.glyphs, &generator)
            scene.draw(side: side, &generator).normalize(to: pixels.base + sample * 3 * side * side)
            for object in scene.objects(patch: patch, side: side) {
                labels[0].append(Self.label(object?.kind.color, among: Scene.Color.allCases))
                labels[1].append(Self.label(object?.kind.shape, among: shapes))
                labels[2].append(Self.label(object?.size, among: Scene.Size.allCases))
            }
        }
        let features = encoder.forward(pixels)
        gradient.resize(features.shape)
        gradient.fill(0)
        var total = 0.0
        for (index, head) in heads.enumerated() {
            total += losses[index].forward(head.forward(features), labels: labels[index])
            head.backward(losses[index].gradient, into: gradient, adding: true)
        }
        encoder.backward(gradient)
        return total
    }

    /// 0 for no object, else the value's place from 1.
    private static func label<Value: Equatable>(_ value: Value?, among values: [Value]) -> Int32 {
        guard let value else { return 0 }
        return Int32(1 + (values.firstIndex(of: value) ?? 0))
    }
}
