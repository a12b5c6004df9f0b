#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// Parameters in a safetensors file under their names.
public enum WeightFile {
    /// Writes the parameters' values, the old file staying until the new one is whole.
    public static func write(_ parameters: [Parameter], to url: URL) throws {
        try DiskFile.replace(url, with: Safetensors.encode(parameters.map { ($0.name, $0.value) }))
    }

    /// Reads each parameter's value.
    ///
    /// Weights of the file that nobody asks for are left alone.
    ///
    /// Throws when one is missing or has another shape; the parameters are then unchanged.
    public static func read(_ url: URL, into parameters: [Parameter]) throws {
        let tensors: [String: Tensor]
        do {
            tensors = try Safetensors.decode(DiskFile.read(url))
        } catch let error as Safetensors.Malformed {
            throw FileFailure(url, error.description)
        }
        for parameter in parameters where tensors[parameter.name]?.shape != parameter.value.shape {
            throw TrainingFailure.weight(
                name: parameter.name,
                expected: parameter.value.shape,
                found: tensors[parameter.name]?.shape,
                file: url.path
            )
        }
        for parameter in parameters {
            if let tensor = tensors[parameter.name] { parameter.value.copy(tensor) }
        }
    }
}
