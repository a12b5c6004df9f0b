import COpenBLAS

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The processor that this process runs on.
public enum Processor {
    /// A processor that lacks the instructions which the trainer was built for.
    public struct TooOld: Error, CustomStringConvertible {
        /// One line.
        public var description: String {
            "this processor has no AVX2 and FMA instructions, which pargo-run was built for; "
                + "take the vectors setting out of Package.swift and build it again here"
        }
    }

    /// Throws where the trainer's instructions are not there, which would end it without a word.
    public static func check() throws {
        if pargo_has_vectors() == 0 { throw TooOld() }
    }

    /// The cores that this process may use, which a job's share of a node may make fewer than the machine's.
    public static var cores: Int {
        max(1, ProcessInfo.processInfo.activeProcessorCount)
    }
}
