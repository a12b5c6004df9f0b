import Foundation
import Glibc
import TestSupport

/// A lab on disk, written as trainers write it, and the built `tracker` that serves it.
struct ServedLab {
    let folder: URL
    let port: UInt16

    var address: URL { URL(string: "http://127.0.0.1:\(port)") ?? folder }

    enum Failure: Error {
        case noFreePort
        case didNotListen
    }

    /// Serves `folder/lab` while the body runs.
    static func with<Result>(
        _ folder: URL,
        options: [String] = [],
        _ body: (ServedLab) throws -> Result
    ) throws -> Result {
        let port = try freePort()
        let program = Program("tracker", in: folder, environment: ["LAB_DIR": folder.appending(path: "lab").path])
        let running = try program.start(["dashboard", "serve", "--port", "\(port)"] + options)
        defer {
            kill(running.pid, SIGINT)
            _ = try? running.finish()
        }
        let lab = ServedLab(folder: folder, port: port)
        try lab.waitUntilItListens()
        return try body(lab)
    }

    private func waitUntilItListens() throws {
        for _ in 0..<600 {
            if (try? HTTPExchange(port: port).answer(to: request("/"))) != nil { return }
            usleep(50_000)
        }
        throw Failure.didNotListen
    }

    /// What a browser would send for that path, with other headers in place of these or beside them.
    func request(_ path: String, method: String = "GET", _ headers: [String: String] = [:]) -> String {
        let all = ["Host": "127.0.0.1:\(port)", "Connection": "close"].merging(headers) { $1 }
        return "\(method) \(path) HTTP/1.1\r\n"
            + all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }.joined()
            + "\r\n"
    }

    func answer(_ path: String, method: String = "GET", _ headers: [String: String] = [:]) throws -> String {
        try HTTPExchange(port: port).answer(to: request(path, method: method, headers))
    }

    private static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure.noFreePort }
        return UInt16(bigEndian: address.sin_port)
    }
}

/// A run directory that a test writes.
struct WrittenRun {
    let directory: URL

    init(_ folder: URL, _ path: String, configuration: String = #"{"seed":0}"#, lines: [String] = []) throws {
        directory = folder.appending(path: "lab/runs/\(path)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try write("config.json", configuration)
        try write("start.json", #"{"version":1,"started_at":1763873000,"host":"node3","pid":12}"#)
        try write("metrics.jsonl", lines.map { $0 + "\n" }.joined())
    }

    static func line(_ step: Int, _ metric: String, _ value: Double) -> String {
        #"{"step":\#(step),"time":\#(1_763_873_000 + step),"values":{"\#(metric)":\#(value)}}"#
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: directory.appending(path: name), options: .atomic)
    }

    func append(_ line: String) throws {
        let file = try FileHandle(forWritingTo: directory.appending(path: "metrics.jsonl"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("\(line)\n".utf8))
        try file.close()
    }

    func finish(code: Int = 0) throws {
        let reason = code == 0 ? "finished" : "failed"
        try write(
            "exit.json",
            #"{"version":1,"code":\#(code),"signal":null,"reason":"\#(reason)","finished_at":1763883000}"#
        )
    }
}
