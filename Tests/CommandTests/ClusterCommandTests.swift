import Foundation
import TestSupport
import Testing

@Suite struct ClusterListTests {
    private let clusters = """
        clusters:
          here: {kind: local, slots: 2}
          a100:
            kind: slurm
            host: login.example.org
            root: /scratch/me/pargo-lab
            defaults: {partition: gpu, gres: "gpu:a100:8", nodes: 4, time: 24h}
        """

    private func sweep(_ folder: URL) -> Program {
        Program("sweep", in: folder, environment: ["XDG_CONFIG_HOME": folder.path + "/config"])
    }

    private func write(_ text: String, _ folder: URL, _ name: String) throws {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    /// Beside the lab and in the user's own folder; the one beside the lab is the stronger.
    @Test func clustersAreFoundInBothPlaces() throws {
        try withTemporaryFolder { folder in
            try write(clusters, folder, "clusters.yaml")
            let own = "clusters: {here: {kind: local}, mine: {kind: slurm, root: ~/lab}}\n"
            try write(own, folder, "config/pargo-lab/clusters.yaml")
            let result = try sweep(folder).run("cluster", "list")
            #expect(result.code == 0 && result.errors.isEmpty)
            let text = result.output.replacing(folder.path, with: "FOLDER")
            try expectSnapshot(text, named: "cluster-list.txt")
            let json = try sweep(folder).run("cluster", "list", "--format", "json").output
            try expectSnapshot(json.replacing(folder.path, with: "FOLDER"), named: "cluster-list.json")
        }
    }

    @Test func nothingDescribedSaysWhere() throws {
        try withTemporaryFolder { folder in
            let list = try sweep(folder).run("cluster", "list")
            #expect(list.code == 0)
            #expect(list.errors.contains("No cluster is described in clusters.yaml or config/pargo-lab/clusters.yaml"))
            let check = try sweep(folder).run("cluster", "check", "a100")
            #expect(check.code == 65)
            #expect(check.errors.hasPrefix("error: no cluster is described: there is no clusters.yaml, nor in "))
        }
    }

    @Test func aNameThatIsNearIsSuggested() throws {
        try withTemporaryFolder { folder in
            try write(clusters, folder, "clusters.yaml")
            let result = try sweep(folder).run("cluster", "check", "a10")
            #expect(result.code == 65)
            #expect(result.errors == "error: there is no cluster 'a10' in clusters.yaml. Did you mean 'a100'?\n")
            let other = try sweep(folder).run("cluster", "check", "xyz").errors
            #expect(other == "error: there is no cluster 'xyz' in clusters.yaml; there is here, a100\n")
        }
    }

    @Test func aMistakeShowsItsLine() throws {
        try withTemporaryFolder { folder in
            try write("clusters: {a: {kind: slurm, root: lab}}\n", folder, "clusters.yaml")
            let result = try sweep(folder).run("cluster", "list")
            #expect(result.code == 65)
            #expect(
                result.errors == """
                    clusters.yaml:1:35: error: 'root' begins with / or ~/, not 'lab'. Did you mean '~/lab'?
                      1 | clusters: {a: {kind: slurm, root: lab}}
                        |                                   ^~~
                    1 error; nothing was started

                    """
            )
        }
    }

    @Test func aLocalClusterNeedsNothing() throws {
        try withTemporaryFolder { folder in
            try write(clusters, folder, "clusters.yaml")
            let result = try sweep(folder).run("cluster", "check", "here")
            #expect(result.code == 0)
            #expect(result.output == "✓ this machine: nothing needs to be reached\n")
        }
    }
}
