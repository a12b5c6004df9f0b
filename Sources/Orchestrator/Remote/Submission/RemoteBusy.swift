/// Another process hands over jobs of this lab to the same cluster.
public struct RemoteBusy: Error, CustomStringConvertible {
    let cluster: String

    /// What is in the way and what to do.
    public var description: String {
        """
        another `sweep submit` hands over jobs of this lab to \(cluster). Nothing was submitted twice; wait for it, or look \
        at what it does with `sweep status`.
        """
    }
}
