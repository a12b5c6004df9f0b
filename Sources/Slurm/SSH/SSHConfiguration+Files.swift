import Glibc

extension SSHConfiguration {
    /// The user's `~/.ssh/config`, then the system's; or the one file named instead of both, as with `ssh -F`.
    ///
    /// - Throws: `TransportError` when the file named cannot be read; the usual two may be absent.
    public static func load(
        file: String? = nil,
        home: String = SSHEndpoint.Surroundings.current.home
    ) throws(TransportError) -> SSHConfiguration {
        if let file {
            do {
                return SSHConfiguration(try SmallText.read(file), file: file) {
                    included($0, relativeTo: "\(home)/.ssh")
                }
            } catch {
                throw TransportError(file, .readConfiguration(file), .configuration(error.description))
            }
        }
        let places = [("\(home)/.ssh/config", "\(home)/.ssh"), ("/etc/ssh/ssh_config", "/etc/ssh")]
        var all = SSHConfiguration()
        for (file, folder) in places {
            // Neither file need exist, and one that cannot be read is as good as absent: ssh thinks so too.
            guard let text = try? SmallText.read(file) else { continue }
            all.append(SSHConfiguration(text, file: file) { included($0, relativeTo: folder) })
        }
        return all
    }

    private static func included(_ pattern: String, relativeTo folder: String) -> [(text: String, file: String)] {
        let home = SSHEndpoint.Surroundings.current.home
        let path =
            pattern.hasPrefix("/")
            ? pattern : pattern.hasPrefix("~/") ? home + pattern.dropFirst() : "\(folder)/\(pattern)"
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(path, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc))
            .compactMap { index in
                guard let word = found.gl_pathv[index] else { return nil }
                let file = String(cString: word)
                // A file that vanished since it was listed is not included.
                return (try? SmallText.read(file)).map { ($0, file) }
            }
    }
}

extension SSHEndpoint.Surroundings {
    /// Those of this process.
    public static var current: SSHEndpoint.Surroundings {
        let entry = getpwuid(getuid())
        let home = getenv("HOME").map { String(cString: $0) } ?? entry.map { String(cString: $0.pointee.pw_dir) } ?? "/"
        let user = entry.map { String(cString: $0.pointee.pw_name) } ?? getenv("USER").map { String(cString: $0) } ?? ""
        let agent = getenv("SSH_AUTH_SOCK").map { String(cString: $0) }
        return SSHEndpoint.Surroundings(home: home, user: user, agentSocket: agent?.isEmpty == false ? agent : nil)
    }
}
