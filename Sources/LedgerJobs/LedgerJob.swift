public import JSON
public import Ledger

/// A piece of work on a ledger's files that runs in a process of its own: a damaged file can crash whoever maps it, and
/// that must be nobody but this process.
///
/// The process is the same program once more, with `LedgerJob.word` as its first argument and the job as its second.
public struct LedgerJob: Sendable, Equatable {
    /// What is done.
    public enum Kind: String, Sendable {
        /// Check everything.
        case check
        /// Look at events one by one, to find the one at which a check crashes.
        case locate
        /// Copy the ledger to `target`, and check the copy.
        case backUp = "back-up"
        /// Put a ledger in place at `target` from the backup in `directory`.
        case restore
        /// Write the ledger as plain files to `target`.
        case export
        /// Make a ledger at `target` from the export in `directory`.
        case `import`
    }

    public var kind: Kind
    /// The ledger's directory, or that of a backup or an export.
    public var directory: String
    /// Which log the directory holds.
    public var log = WhichLog.ledger
    /// What is made.
    public var target: String?
    /// Where the subjects' keys are, or go in a backup; nil for their usual place.
    public var keysDirectory: String?
    /// File with the master key; nil where sealed data is not opened.
    public var masterKeyFile: String?
    /// The key that signed the checkpoints, as `name+keyid+base64`.
    public var verifierKey: String?
    /// File with the signing key, where there is no verifier key.
    public var signingKeyFile: String?
    /// Checkpoints kept elsewhere: a name for messages, and the note.
    public var since: [(name: String, note: String)] = []
    public var onlyTree = false
    /// The ledger whose visitors' book is checked: its log says how far the book must be. Nil for none.
    public var bookOf: String?
    /// Other directories that belong to the ledger: no copy is made in them.
    public var apart: [String] = []
    /// The visitors' book that is copied with the ledger; nil for none.
    public var visitors: Visitors?
    /// Where `locate` starts.
    public var from: UInt64 = 0

    /// The visitors' book, as the ledger is described.
    public struct Visitors: Sendable, Equatable {
        /// The book's directory, or that of its backup.
        public var directory: String
        /// Where it is to be put; nil for its usual place.
        public var target: String?
        public var keysDirectory: String?
        public var masterKeyFile: String?
        public var verifierKey: String?
        public var signingKeyFile: String?
        /// A directory with the book's own key files, which are put in place with it.
        public var keyFiles: String?

        public init(directory: String) { self.directory = directory }
    }

    public init(_ kind: Kind, directory: String) {
        self.kind = kind
        self.directory = directory
    }

    /// The first argument of a program that is to do a job; no verb that people use.
    public static let word = "ledger-job"

    public static func == (a: LedgerJob, b: LedgerJob) -> Bool { a.argument == b.argument }
}

extension LedgerJob: JSONWritable {
    /// The second argument.
    var argument: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", kind.rawValue)
            writer.member("directory", directory)
            writer.member("log", log.rawValue)
            writer.member("target", target)
            writer.member("keys_directory", keysDirectory)
            writer.member("master_key_file", masterKeyFile)
            writer.member("verifier_key", verifierKey)
            writer.member("signing_key_file", signingKeyFile)
            writer.key("since")
            writer.array { writer in
                for (name, note) in since {
                    writer.object { writer in
                        writer.member("name", name)
                        writer.member("note", note)
                    }
                }
            }
            writer.member("only_tree", onlyTree)
            writer.member("book_of", bookOf)
            writer.member("apart", apart)
            writer.member("from", from)
            if let visitors { writer.member("visitors", visitors) }
        }
    }

    /// Reads what `argument` wrote; nil for anything else.
    init?(argument: String) {
        guard let root = try? JSONDocument(Array(argument.utf8)).root, let kind = Kind(rawValue: root["kind"]?.string ?? ""),
            let directory = root["directory"]?.string
        else { return nil }
        self.init(kind, directory: directory)
        log = root["log"]?.string.flatMap(WhichLog.init) ?? .ledger
        target = root["target"]?.string
        keysDirectory = root["keys_directory"]?.string
        masterKeyFile = root["master_key_file"]?.string
        verifierKey = root["verifier_key"]?.string
        signingKeyFile = root["signing_key_file"]?.string
        since = root["since"]?.elements.map { ($0["name"]?.string ?? "", $0["note"]?.string ?? "") } ?? []
        onlyTree = root["only_tree"]?.kind == .true
        bookOf = root["book_of"]?.string
        apart = root["apart"]?.elements.compactMap(\.string) ?? []
        from = root["from"]?.integer.map { UInt64(clamping: $0) } ?? 0
        if let visitors = root["visitors"] { self.visitors = Visitors(visitors) }
    }
}

extension LedgerJob.Visitors: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("directory", directory)
            writer.member("target", target)
            writer.member("keys_directory", keysDirectory)
            writer.member("master_key_file", masterKeyFile)
            writer.member("verifier_key", verifierKey)
            writer.member("signing_key_file", signingKeyFile)
            writer.member("key_files", keyFiles)
        }
    }

    /// Reads what `write` wrote; nil for anything else.
    init?(_ root: JSONValue) {
        guard let directory = root["directory"]?.string else { return nil }
        self.init(directory: directory)
        target = root["target"]?.string
        keysDirectory = root["keys_directory"]?.string
        masterKeyFile = root["master_key_file"]?.string
        verifierKey = root["verifier_key"]?.string
        signingKeyFile = root["signing_key_file"]?.string
        keyFiles = root["key_files"]?.string
    }
}
