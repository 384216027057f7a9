/// How a ledger is opened. Sizes are in bytes.
public struct LedgerSettings: Sendable {
    /// The ledger's directory: `log` and `keys`, the cosigned checkpoint, the lock of its process, and whatever else is kept in
    /// this directory where no other place is named for it.
    public var directory: String
    /// The first line of every checkpoint: a name nobody else's log has, without spaces and plus signs.
    public var origin: String
    /// Address space of the log, and so the most it can grow to. Costs nothing until it is used.
    public var logMapSize: Int
    /// The same for the subjects' keys.
    public var keysMapSize: Int
    /// File with the 32 bytes that wrap the subjects' keys, in hexadecimal.
    public var masterKeyFile: String
    /// File with the 32 bytes of the Ed25519 key that signs checkpoints, in hexadecimal.
    public var signingKeyFile: String
    /// File in a second place that holds the last checkpoint. Beside the log it shows a log that was put back; on another
    /// disk, or machine, also a whole directory that was.
    public var checkpointFile: String
    /// Whether key files that are missing may be made. Only for trying daybook out.
    public var makesKeys: Bool

    /// Whether a commit for which the disk has no room is refused, and the next one tried; else it is the end of the ledger's
    /// service.
    public var waitsForRoom: Bool

    /// Whether a journal beside the log accepts submissions with one flush each.
    public var journals: Bool

    /// Events that come while an index entry waits in memory for its place in the tables, about, and at most. From 1 up; more makes the
    /// disk's work less, and a start after a crash longer.
    public var indexGathers: Int

    /// The same, where nothing is said. Half as many wait at once, just less than 2^18, in memory that grows by doubling. In a ledger of
    /// five million events some seven of them share a page of the table of ids.
    public static let usualIndexGathers = 500_000
    /// Reader slots over all processes that look at one environment.
    public static let readers = 1024
    /// Bytes of one event's data.
    public static let dataLimit = 1 << 20
    /// Events of one submission.
    public static let batchLimit = 5_000
    /// Events and bytes of one commit: more would spill pages out of the transaction.
    static let commitEvents = 8_000
    static let commitBytes = 32 << 20
    /// Events and bytes that may wait for the writer.
    static let waitingEvents = 20_000
    static let waitingBytes = 64 << 20

    public init(directory: String, origin: String) {
        self.directory = directory
        self.origin = origin
        logMapSize = 1 << 40
        keysMapSize = 1 << 36
        masterKeyFile = Self.ownMasterKey(directory)
        signingKeyFile = directory + "/keys/" + KeyFile.signingName
        checkpointFile = directory + "/checkpoint"
        makesKeys = false
        waitsForRoom = false
        journals = false
        indexGathers = Self.usualIndexGathers
    }

    private static func ownMasterKey(_ directory: String) -> String { directory + "/keys/" + KeyFile.masterName }

    /// Whether the ledger's own keys stand beside those of its subjects, as where nobody named other places for them.
    public var keepsOwnKeys: Bool { masterKeyFile == Self.ownMasterKey(directory) }
}
