/// One tensor of a file and the weights that are to have its numbers.
struct WeightBinding {
    /// What a run of the tensor's elements is for.
    enum Piece {
        /// The whole of a weight.
        case weight(Parameter)
        /// Elements that must be zero: the model has no such weight.
        case zero(Int)
        /// Elements that nobody needs.
        case ignored(Int)

        var count: Int {
            switch self {
            case .weight(let parameter): parameter.value.count
            case .zero(let count), .ignored(let count): count
            }
        }
    }

    /// The tensor's name and shape in its file.
    let name: String
    let shape: [Int]
    let pieces: [Piece]
    /// A further weight that has the same numbers, and whose gradient adds to the tensor's.
    var tied: Parameter?
    private let place: WeightSource.Place

    /// Binds a tensor to what it means; nil where no weight of `wanted` has a part in it.
    ///
    /// Throws `FileFailure` for another shape than the weights'.
    init?(
        _ name: String,
        _ place: WeightSource.Place,
        _ meaning: WeightNames.Meaning,
        _ wanted: [String: Parameter]
    ) throws(FileFailure) {
        (self.name, self.place, shape) = (name, place, place.entry.shape)
        switch meaning {
        case .unused: return nil
        case .weight(let own):
            guard let parameter = wanted[own] else { return nil }
            pieces = try Self.pieces(name, place, parameter)
        case .stacked(let names):
            let parameters = names.map { $0.flatMap { wanted[$0] } }
            let isAlone = names == [nil]
            guard isAlone || parameters.contains(where: { $0 != nil }) else { return nil }
            pieces = try Self.pieces(name, place, names, parameters)
        }
        guard place.entry.type.isFloating else {
            throw FileFailure(place.file.url, "\(name) has the type \(place.entry.type.rawValue), weights are floats")
        }
    }

    private static func pieces(
        _ name: String,
        _ place: WeightSource.Place,
        _ parameter: Parameter
    ) throws(FileFailure) -> [Piece] {
        let (shape, wanted) = (place.entry.shape, parameter.fileShape)
        if shape == wanted || shape == parameter.value.shape { return [.weight(parameter)] }
        // BERT's table has room for 512 positions; the projector uses the first of them, one a token.
        if name.hasSuffix("position_embeddings.weight"), shape.count == 2, shape[1] == wanted[1], shape[0] > wanted[0] {
            return [.weight(parameter), .ignored(place.entry.count - parameter.value.count)]
        }
        throw refusal(name, place, wanted)
    }

    private static func pieces(
        _ name: String,
        _ place: WeightSource.Place,
        _ names: [String?],
        _ parameters: [Parameter?]
    ) throws(FileFailure) -> [Piece] {
        let size = place.entry.count / names.count
        let first = parameters.compactMap(\.self).first
        let rows = first.map { [$0.value.shape[0] * names.count] + $0.value.shape.dropFirst() }
        guard rows == nil || rows == place.entry.shape else { throw refusal(name, place, rows ?? []) }
        return zip(names, parameters)
            .map { name, parameter in
                if let parameter { return .weight(parameter) }
                return name == nil ? .zero(size) : .ignored(size)
            }
    }

    private static func refusal(_ name: String, _ place: WeightSource.Place, _ wanted: [Int]) -> FileFailure {
        FileFailure(
            place.file.url,
            "\(name) has shape \(place.entry.shape), the configuration needs \(wanted); take the one that it was made with"
        )
    }

    /// The weights that get numbers here.
    var parameters: [Parameter] {
        pieces.compactMap { if case .weight(let parameter) = $0 { parameter } else { nil } }
    }

    /// Throws where elements that must be zero are not.
    func check() throws(FileFailure) {
        var start = 0
        for piece in pieces {
            defer { start += piece.count }
            guard case .zero(let count) = piece else { continue }
            let values = Tensor([count])
            place.entry.type.convert(part(start, count), into: values.base)
            guard values.values.allSatisfy({ $0 == 0 }) else {
                throw FileFailure(place.file.url, "\(name) gives keys a bias, which EVA-02 does not have")
            }
        }
    }

    /// Copies the numbers.
    func load() {
        var start = 0
        for piece in pieces {
            if case .weight(let parameter) = piece {
                place.entry.type.convert(part(start, piece.count), into: parameter.value.base)
            }
            start += piece.count
        }
        if let tied { place.entry.type.convert(place.bytes, into: tied.value.base) }
    }

    private func part(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
        let size = place.entry.type.size
        return UnsafeRawBufferPointer(rebasing: place.bytes[start * size..<(start + count) * size])
    }

    /// The weights' gradients under the tensor's name and shape; zero where nothing of it is used.
    func gradient() -> Tensor {
        let result = Tensor(shape)
        var start = 0
        for piece in pieces {
            if case .weight(let parameter) = piece {
                (result.base + start).update(from: parameter.gradient.base, count: piece.count)
            }
            start += piece.count
        }
        if let tied { result.add(tied.gradient) }
        return result
    }
}
