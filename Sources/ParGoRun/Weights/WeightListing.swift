/// One tensor of weight files, for a reader.
public struct WeightListing: Equatable, Sendable {
    /// The name that its file gives it.
    public let name: String
    /// Its element type, as `F32`.
    public let type: String
    /// Its shape.
    public let shape: [Int]
    /// Our name for it, or for each of its equal parts; or that ParGo does not use it.
    public let meaning: String
}

extension WeightSource {
    /// Every tensor in the order of names, numbers in them by their value.
    public var listing: [WeightListing] {
        let alone = WeightNames.isEncoderAlone(tensors.keys)
        return tensors.keys.sorted { WeightNames.order($0) < WeightNames.order($1) }
            .compactMap { name in
                guard let entry = tensors[name]?.entry else { return nil }
                let meaning =
                    switch WeightNames.meaning(name, isEncoderAlone: alone) {
                    case .weight(let own): own
                    case .stacked(let names): names.map { $0 ?? "zeros" }.joined(separator: ", ")
                    case .unused: "(not used by ParGo)"
                    }
                return WeightListing(name: name, type: entry.type.rawValue, shape: entry.shape, meaning: meaning)
            }
    }
}

extension WeightNames {
    /// What names are put in order by: each run of digits as wide as any.
    static func order(_ name: String) -> String {
        name.split(separator: ".")
            .map { part in
                Int(part).map { String(repeating: "0", count: max(0, 9 - "\($0)".count)) + part } ?? String(part)
            }
            .joined(separator: ".")
    }
}
