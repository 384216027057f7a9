/// The version of this code, of the daemon and of the command.
public enum DaybookVersion {
    /// As Semantic Versioning has it.
    public static let text = "0.1.0"
}
