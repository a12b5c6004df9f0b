/// The order in which samples are seen: each once in random order, then all again in another.
struct SampleOrder {
    private var generator: SeededGenerator
    private var order: [Int] = []
    private let count: Int

    init(count: Int, seed: Int, stream: String) {
        generator = SeededGenerator(seed: seed, stream: "order/\(stream)")
        self.count = count
    }

    mutating func next() -> Int {
        if order.isEmpty { order = generator.shuffled(Array(0..<count)) }
        return order.removeLast()
    }
}
