extension PixelImage {
    /// The picture in a file's bytes, which are told to be PNG or JPEG by how they begin, whatever the file is called.
    ///
    /// What is transparent is laid on white.
    public init(decoding bytes: [UInt8]) throws {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = try PNG.decode(bytes)
        } else if bytes.starts(with: [0xFF, 0xD8]) {
            self = try JPEG.decode(bytes)
        } else {
            throw UnknownFormat(isEmpty: bytes.isEmpty)
        }
    }

    /// Bytes that begin like no picture.
    public struct UnknownFormat: Error, CustomStringConvertible {
        let isEmpty: Bool

        /// What they are not.
        public var description: String { isEmpty ? "is empty" : "is neither PNG nor JPEG; convert it to one of them" }
    }
}
