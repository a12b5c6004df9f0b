#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What tells this process from every other one: host, boot, number, start.
struct ProcessIdentity {
    let host: String
    let boot: String
    let pid: Int32
    let startTicks: Int

    init() {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        host = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        boot = Self.systemText("/proc/sys/kernel/random/boot_id")
        pid = getpid()
        // Field 22, counted after the command's closing bracket, which may itself hold spaces.
        let fields = Self.systemText("/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        startTicks = fields.count > 19 ? Int(fields[19]) ?? 0 : 0
    }

    /// A small file of the kernel's, empty on systems that have none.
    private static func systemText(_ path: String) -> String {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// The process's environment.
enum Environment {
    static func value(_ name: String) -> String? {
        guard let text = getenv(name) else { return nil }
        let value = String(cString: text)
        return value.isEmpty ? nil : value
    }
}

/// Seconds since 1970.
func now() -> Double { Date().timeIntervalSince1970 }
