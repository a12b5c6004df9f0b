import Foundation
import Glibc

/// Processes of an attempt whose wrapper is gone: they would go on writing into its folder beside the next attempt.
enum Ghosts {
    /// Kills every process of this machine that was started for the attempt in that folder, and says how many there were.
    ///
    /// They are known by `RUN_DIR` in their environment, which only the attempt's wrapper sets, so a reused process
    /// number is never taken for one.
    static func kill(of directory: String) -> Int {
        let mark = Data("RUN_DIR=\(directory)".utf8)
        // Linux lets everybody list /proc; where there is none, there is nobody to be found in it.
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var count = 0
        for pid in entries.compactMap(pid_t.init) where pid != getpid() {
            // What cannot be read belongs to another user, or to a process that has just ended.
            guard let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                environment.split(separator: 0).contains(mark)
            else { continue }
            if Glibc.kill(pid, SIGKILL) == 0 { count += 1 }
        }
        return count
    }
}
