#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Parameters in a safetensors file under their public names and shapes.
public enum WeightFile {
    /// Writes the parameters' values, the old file staying until the new one is whole.
    public static func write(_ parameters: [Parameter], to url: URL) throws {
        try Safetensors.write(
            parameters.map { ($0.name, Tensor(viewOf: $0.value, from: 0, $0.fileShape)) },
            to: url
        )
    }

    /// Reads each parameter's value, whatever public names and element types the file has.
    ///
    /// Weights of the file that nobody asks for are left alone.
    ///
    /// Throws when one is missing or has another shape; the parameters are then unchanged.
    public static func read(_ url: URL, into parameters: [Parameter]) throws {
        let loading = try WeightLoading(WeightSource([url]), into: parameters)
        try loading.requireAll()
        loading.load()
    }
}
