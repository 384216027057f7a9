import LMDB

/// The tables of `log/`. Written up for other languages in schemas/ledger-format.md.
struct LogTables {
    /// Position → header and sealed part.
    let events: Table
    /// Hash of source and id → position and subject version.
    let ids: Table
    /// Subject and version → position.
    let subjects: Table
    /// Level and chunk → up to 32 hashes of the tree.
    let tree: Table
    /// Size → the checkpoint signed at that size.
    let checkpoints: Table
    /// Facts about the ledger itself.
    let about: Table

    static let count = 6

    init(_ transaction: inout WriteTransaction) throws {
        events = try transaction.openTable("events")
        ids = try transaction.openTable("ids")
        subjects = try transaction.openTable("subjects")
        tree = try transaction.openTable("tree")
        checkpoints = try transaction.openTable("checkpoints")
        about = try transaction.openTable("about")
    }

    /// The tables of a log that is only looked at.
    init(reading environment: Environment) throws {
        events = try environment.openTable("events")
        ids = try environment.openTable("ids")
        subjects = try environment.openTable("subjects")
        tree = try environment.openTable("tree")
        checkpoints = try environment.openTable("checkpoints")
        about = try environment.openTable("about")
    }
}

/// What `about` holds.
enum About {
    /// The version of the format, in decimal.
    static let format = Array("format".utf8)
    static let currentFormat = Array("1".utf8)
    /// The origin the ledger was made with.
    static let origin = Array("origin".utf8)
    /// The position below which `ids` and `subjects` are complete, in 8 bytes.
    static let indexed = Array("indexed".utf8)
    /// The visitors' book's last checkpoint, in the ledger of practice.
    static let visitors = Array("visitors".utf8)
    /// With a size in 8 bytes behind it: the verifier key that signed the checkpoints up to that size. Further keys that ended
    /// at the same size have one more byte: 1, 2, …
    static let retiredSigner = Array("signer/".utf8)
}
