/// What a user may use, as the accounting database has it: an account, in all partitions or in one.
public struct Association: Hashable, Sendable {
    /// The account.
    public let account: String
    /// The one partition that it is good for; nil for all.
    public let partition: String?
    /// The qualities of service that may be asked for.
    public let qos: [String]
    /// How many jobs the user may have in the queue; nil for no limit.
    public let maxSubmitted: Int?

    /// Prints what `listing` reads, for the user who runs it; half a second's work for the database.
    public static let command =
        #"sacctmgr -nP show assoc where user="$(id -un)" format=account,partition,qos,maxsubmit"#

    /// Reads what `sacctmgr -nP show assoc` printed; lines with other than four fields are left out.
    public static func listing(_ text: String) -> [Association] {
        text.split(separator: "\n")
            .compactMap { line in
                let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                guard fields.count == 4, !fields[0].isEmpty else { return nil }
                return Association(
                    account: fields[0],
                    partition: fields[1].isEmpty ? nil : fields[1],
                    qos: fields[2].split(separator: ",").map(String.init),
                    maxSubmitted: strictNumber(fields[3])
                )
            }
    }
}
