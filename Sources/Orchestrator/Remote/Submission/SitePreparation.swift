import Slurm
import Sweep
import Tracker

/// Makes a cluster ready for a sweep's jobs: its folders, all files that they need, and what has to be known of Slurm.
struct SitePreparation {
    let lab: Lab
    let connection: ClusterConnection
    let program: FarProgram
    let report: (RemoteEvent) -> Void

    /// Makes everything ready.
    ///
    /// - Throws: `TransportError`, `StagingError`, `FarSideError`.
    func prepare() async throws -> FarSite {
        let (root, configuration) = try await openRoot()
        let paths = [try FarSide.install(in: lab), try Bootstrap.installed(in: lab)]
        let files = try (paths + program.files).map { try StagedFile(path: $0) }
        let staged = try await connection.stage(files)
        report(.staged(files: staged.sent, bytes: staged.bytes, unchanged: staged.unchanged))
        let folder = program.place(files)
        if let layout = program.layout(files) {
            let list = Array(layout.utf8)
            let command = FarSide.command(root: connection.root, ["place", folder, String(list.count)])
            let reply = try await connection.run(.place, command, input: list)
            guard reply.succeeded else { throw FarSideError(connection.name, connection.site.root, reply) }
        }
        return FarSite(
            root: root,
            staged: files,
            bootstrap: "\(root)/store/\(Bootstrap.name)",
            folder: folder == "." ? root : "\(root)/\(folder)",
            arrayLimit: configuration.arrayLimit
        )
    }

    /// Makes the folders over there, and asks in the same command what has to be known of Slurm, unless that is known.
    private func openRoot() async throws -> (path: String, configuration: ControllerConfiguration) {
        let memory = ClusterMemory(lab, connection.name)
        let fresh = memory.fresh
        let root = ShellText.path(connection.root)
        let command = """
            LC_ALL=C; export LC_ALL; mkdir -p \(root) && cd \(root) && mkdir -p store submissions runs cache code || exit 73
            [ -w submissions ] || { echo "$PWD/submissions: Permission denied" >&2; exit 73; }
            pwd -P
            \(fresh == nil ? ClusterMemory.script : "")
            """
        let reply = try await connection.run(.open, command, slurm: fresh == nil ? [.scontrol, .sinfo] : [])
        let parts = reply.outputText.split(separator: "\n", maxSplits: 1)
        guard reply.succeeded, let path = parts.first else {
            throw FarSideError(connection.name, connection.site.root, reply)
        }
        return (String(path), try fresh ?? memory.keep(parts.count == 2 ? String(parts[1]) : ""))
    }
}
