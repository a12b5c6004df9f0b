/// What a program for Linux needs of the machine that it runs on, read from its ELF headers.
///
/// Only 64-bit little-endian files are read: those of x86-64 and of ARM. Every offset is checked, because the file may
/// be anything.
public struct ProgramNeeds: Hashable, Sendable {
    /// The processor's architecture as `uname -m` names it; `machine N` for one without a name here.
    public let architecture: String
    /// The shared libraries that it names, such as `libopenblas.so.0`.
    public let libraries: [String]
    /// The versions of symbols that it needs, such as `GLIBC_2.35`, without repeats.
    public let versions: [String]

    /// The newest version of the C library that it needs, such as `2.35`; nil when it names none.
    public var glibc: String? {
        let numbers = versions.filter { $0.hasPrefix("GLIBC_") }.map { $0.dropFirst(6) }
        return numbers.max { LibraryVersion($0) < LibraryVersion($1) }.map(String.init)
    }

    /// Reads a program's bytes; nil when they are no such program.
    public init?(_ bytes: [UInt8]) {
        let image = ELFImage(bytes)
        guard image.isSupported, let machine = image.number(at: 18, bytes: 2), let dynamic = image.dynamicEntries()
        else { return nil }
        architecture = [62: "x86_64", 183: "aarch64", 243: "riscv64"][machine] ?? "machine \(machine)"
        guard let strings = dynamic.first(where: { $0.tag == 5 }).flatMap({ image.offset(of: $0.value) }) else {
            libraries = []
            versions = []
            return
        }
        libraries = dynamic.filter { $0.tag == 1 }.compactMap { image.text(at: strings + $0.value) }
        let table = dynamic.first { $0.tag == 0x6fff_fffe }.flatMap { image.offset(of: $0.value) }
        let names = table.map { image.neededVersions(at: $0, strings: strings) } ?? []
        var seen: Set<String> = []
        versions = names.filter { seen.insert($0).inserted }
    }
}

/// A version of a library as numbers, so that 2.9 comes before 2.10.
struct LibraryVersion: Comparable {
    private let parts: [Int]

    init(_ text: some StringProtocol) {
        parts = text.split(separator: ".").map { Int($0) ?? 0 }
    }

    static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
        left.parts.lexicographicallyPrecedes(right.parts)
    }
}

/// The bytes of an ELF file, with offsets that are checked.
private struct ELFImage {
    struct DynamicEntry {
        let tag: Int
        let value: Int
    }

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// 64 bits, little-endian.
    var isSupported: Bool { bytes.count > 64 && bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) }

    /// An unsigned number; nil beyond the end, or when it is too large to be any offset.
    func number(at offset: Int, bytes count: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - count else { return nil }
        var value: UInt64 = 0
        for index in (0..<count).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
        return value < 1 << 48 ? Int(value) : nil
    }

    func text(at offset: Int) -> String? {
        guard bytes.indices.contains(offset) else { return nil }
        let word = bytes[offset...].prefix(4096).prefix { $0 != 0 }
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// The program headers: type, offset in the file, address, length in the file.
    private var segments: [(type: Int, offset: Int, address: Int, length: Int)] {
        guard let table = number(at: 32, bytes: 8), let size = number(at: 54, bytes: 2), size >= 56,
            let count = number(at: 56, bytes: 2)
        else { return [] }
        return (0..<min(count, 512))
            .compactMap { index in
                let base = table + index * size
                guard let type = number(at: base, bytes: 4), let offset = number(at: base + 8, bytes: 8),
                    let address = number(at: base + 16, bytes: 8), let length = number(at: base + 32, bytes: 8)
                else { return nil }
                return (type, offset, address, length)
            }
    }

    /// Where in the file an address lies.
    func offset(of address: Int) -> Int? {
        segments.first { $0.type == 1 && $0.address <= address && address - $0.address < $0.length }
            .map { $0.offset + address - $0.address }
    }

    /// The dynamic section; nil in a program that is linked statically.
    func dynamicEntries() -> [DynamicEntry]? {
        guard let dynamic = segments.first(where: { $0.type == 2 }) else { return nil }
        var entries: [DynamicEntry] = []
        for offset in stride(from: dynamic.offset, to: dynamic.offset + min(dynamic.length, 1 << 16), by: 16) {
            guard let tag = number(at: offset, bytes: 8), tag != 0 else {
                if number(at: offset, bytes: 8) == 0 { break }
                continue
            }
            if let value = number(at: offset + 8, bytes: 8) { entries.append(DynamicEntry(tag: tag, value: value)) }
        }
        return entries
    }

    /// The names in a table of needed versions (`.gnu.version_r`): libraries, each with a chain of versions.
    func neededVersions(at start: Int, strings: Int) -> [String] {
        var names: [String] = []
        var library = start
        for _ in 0..<256 {
            guard let count = number(at: library + 2, bytes: 2), let first = number(at: library + 8, bytes: 4),
                let next = number(at: library + 12, bytes: 4)
            else { break }
            var version = library + first
            for _ in 0..<min(count, 256) {
                guard let name = number(at: version + 8, bytes: 4), let step = number(at: version + 12, bytes: 4)
                else { break }
                if let text = text(at: strings + name) { names.append(text) }
                if step == 0 { break }
                version += step
            }
            if next == 0 { break }
            library += next
        }
        return names
    }
}
