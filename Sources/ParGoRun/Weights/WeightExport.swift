#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Weights read under whatever public names they have, to be written under those of another program.
public struct WeightExport {
    private let configuration: TrainerConfiguration
    private let format: WeightFormat
    private let parameters: [(name: String, parameter: Parameter)]
    /// What was read, what is missing or left over, and what the format has no names for, a line each.
    public let report: [String]

    /// Reads the weights that a format has names for.
    ///
    /// With `merges` the low-rank updates are added into the maps beside them, and left out. Throws `FileFailure` where a
    /// weight is missing or has another shape, `TrainingFailure` where they do not fit into memory.
    public init(
        _ configuration: TrainerConfiguration,
        _ source: WeightSource,
        to format: WeightFormat,
        merges: Bool = false
    ) throws {
        (self.configuration, self.format) = (configuration, format)
        let wanted = format.parts + (merges ? [.updates] : [])
        let model = try ExportedModel(configuration, source, parts: Set(wanted))
        let loading = try WeightLoading(source, into: model.parameters)
        let isMissing = { (parameter: Parameter) in loading.missing.contains(parameter.name) }
        let absent = wanted.filter { model.weights($0).allSatisfy(isMissing) }
        let optional = format.isPartial ? absent.flatMap { model.weights($0).map(\.name) } : []
        try loading.requireAll(but: ["ln_vision."] + optional)
        loading.load()
        if merges { model.merge() }
        let parts = wanted.filter { !absent.contains($0) && !(merges && $0 == .updates) }
        let adapted = parts.contains(.updates) ? model.adapted : []
        let named = parts.flatMap { model.weights($0) }.filter { !isMissing($0) }
            .map { (name: format.name($0.name, adapted: adapted), parameter: $0) }
        parameters = named.compactMap { item in item.name.map { ($0, item.parameter) } }
        guard !parameters.isEmpty else {
            throw FileFailure(source, "has nothing to write as \(format.rawValue): no \(Self.listed(wanted))")
        }
        report = loading.use + Self.notes(format, absent, named.filter { $0.name == nil }.map(\.parameter.name))
    }

    private static func notes(_ format: WeightFormat, _ absent: [WeightPart], _ nameless: [String]) -> [String] {
        let parts = absent.isEmpty ? [] : ["not there, so left out: \(listed(absent))"]
        guard !nameless.isEmpty else { return parts }
        return parts + ["\(format.rawValue) has no names for: \(WeightLoading.listed(nameless))"]
    }

    private static func listed(_ parts: [WeightPart]) -> String { parts.map(\.rawValue).joined(separator: ", ") }

    /// The names that are written, in order.
    public var names: [String] { parameters.map(\.name) }

    /// Writes the weights into a file, where the path ends in `.safetensors`, or into a folder.
    ///
    /// A folder gets the file that the other program looks for, and the settings that it needs beside it. Returns what was
    /// written.
    public func write(to url: URL, as type: WeightType = .float32) throws(FileFailure) -> [URL] {
        let isFile = url.path.hasSuffix(".safetensors")
        if !isFile { try DiskFile.makeFolder(url) }
        let target = isFile ? url : url.appending(path: format.fileName)
        let tensors = parameters.map { ($0.name, Tensor(viewOf: $0.parameter.value, from: 0, $0.parameter.fileShape)) }
        try Safetensors.write(tensors, type: type, metadata: ["format": "pt"], to: target)
        guard !isFile, let settings = PublicSettings(configuration, format, vocabulary: vocabulary) else {
            return [target]
        }
        let file = url.appending(path: settings.fileName)
        try DiskFile.replace(file, with: Array(settings.text.utf8))
        return [target, file]
    }

    private var vocabulary: Int {
        parameters.first { $0.parameter.name == "model.embed_tokens.weight" }?.parameter.value.rows ?? 0
    }
}
