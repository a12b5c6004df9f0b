import RunLog

/// A way to put a sweep's runs into groups that charts draw as one line with a band each.
package struct Grouping: Sendable {
    /// What the address calls it: `seed`, or a parameter's path.
    package let key: String
    package let title: String
    package let groups: [Group]

    /// Runs that count as one.
    package struct Group: Sendable {
        /// What they have in common.
        package let name: String
        /// Their places among the sweep's runs.
        package let runs: [Int]
    }

    /// A page offers no more than these; lines beyond a few dozen tell nobody anything.
    private static let mostParameters = 8
    private static let mostValues = 24
    private static let mostGroups = 200

    /// Over seeds where there are several a configuration, then by each parameter that varies.
    package static func all(of digest: SweepDigest) -> [Grouping] {
        let current = digest.runs.indices.filter { !digest.superseded.contains(digest.runs[$0].id) }
        let (seeds, others) = (digest.varying.filter(isSeed), digest.varying.filter { !isSeed($0) })
        var found: [Grouping] = []
        if !seeds.isEmpty {
            let groups = split(current, of: digest, by: others)
            let isUseful = groups.contains { $0.runs.count > 1 } && groups.count <= mostGroups
            if isUseful { found.append(Grouping(key: "seed", title: "over seeds", groups: groups)) }
        }
        for parameter in others.prefix(mostParameters) {
            let groups = split(current, of: digest, by: [parameter])
            guard (2...mostValues).contains(groups.count), groups.contains(where: { $0.runs.count > 1 }) else {
                continue
            }
            found.append(Grouping(key: parameter, title: "by \(UserText.shortened(parameter, to: 60))", groups: groups))
        }
        return found
    }

    package static func isSeed(_ parameter: String) -> Bool {
        parameter == "seed" || parameter.hasSuffix(".seed")
    }

    /// Runs of one stage with the same values, in the order of their first run.
    private static func split(_ indices: [Int], of digest: SweepDigest, by parameters: [String]) -> [Group] {
        var places: [[JSONValue?]: Int] = [:]
        var groups: [(first: Int, runs: [Int])] = []
        for index in indices {
            let run = digest.runs[index]
            let values = parameters.map { run.parameters[$0] } + [.string(run.stage)]
            if let place = places[values] {
                groups[place].runs.append(index)
            } else {
                places[values] = groups.count
                groups.append((index, [index]))
            }
        }
        let stages = Set(indices.map { digest.runs[$0].stage }).count > 1
        return groups.map { group in
            let run = digest.runs[group.first]
            let parts = parameters.map { "\(shortName($0)) \(run.parameters[$0].map(UserText.value) ?? "–")" }
            let name = (stages ? [run.stage] : []) + parts
            return Group(
                name: UserText.shortened(name.isEmpty ? "all runs" : name.joined(separator: ", ")),
                runs: group.runs
            )
        }
    }

    /// The last part of a path says what it is.
    private static func shortName(_ parameter: String) -> String {
        parameter.split(separator: ".").last.map(String.init) ?? parameter
    }
}
