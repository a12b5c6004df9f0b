import Hashing
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-4's own examples, and the empty message.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func publishedExamples(text: String, digest: String) {
        #expect(SHA256.hash(text).hexadecimal == digest)
    }

    @Test func piecesHashLikeTheWhole() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        var whole = SHA256()
        bytes.withUnsafeBytes { whole.update($0) }
        for cut in [0, 1, 63, 64, 65, 999, 1000] {
            var pieces = SHA256()
            bytes[..<cut].withUnsafeBytes { pieces.update($0) }
            _ = pieces.finish()
            bytes[cut...].withUnsafeBytes { pieces.update($0) }
            #expect(pieces.finish() == whole.finish())
        }
    }
}
