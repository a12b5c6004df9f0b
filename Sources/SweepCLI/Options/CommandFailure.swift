import Foundation

/// The end of a command that did not do what it was asked: what standard error says, and the exit code.
struct CommandFailure: Error {
    /// 1 failed, 65 bad spec or data, 130 stopped by Ctrl-C.
    let code: Int32
    /// The whole text; nothing when everything has been said.
    var text: String = ""

    func printAndExit() -> Never {
        if !text.isEmpty {
            FileHandle.standardError.write(Data((text + "\n").utf8))
        }
        exit(code)
    }
}
