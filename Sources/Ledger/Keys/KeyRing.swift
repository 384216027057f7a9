import Crypto
import Events
import Glibc
import LMDB
import Posix
import Synchronization

/// The subjects' data keys, each wrapped by the master key in an environment of their own: to destroy a subject's key is
/// to erase the subject, here and in every copy of the log.
final class KeyRing: Sendable {
    private let store: Mutex<KeyStore>
    private let master: SymmetricKey
    /// Where the master key came from, for errors.
    private let masterFile: String
    private let state = Mutex(State())

    static let tableName = "keys"

    /// Keys kept unwrapped at most; then the cache starts afresh.
    private static let cacheLimit = 100_000

    private struct State {
        var cache: [Subject: SymmetricKey] = [:]
        /// Keys made for subjects whose first event is not committed yet, as long as somebody means to commit one.
        var new: [Subject: WeakKey] = [:]
        /// Above this many entries of `new`, those whose key nobody holds any more are dropped.
        var newLimit = KeyRing.newLimit
        /// Subjects whose key was destroyed, and the event that says so.
        var erased: [Subject: Position] = [:]
        /// How often one was.
        var erasures = 0

        mutating func keep(_ key: SymmetricKey, of subject: Subject) {
            if cache.count >= KeyRing.cacheLimit { cache.removeAll(keepingCapacity: true) }
            cache[subject] = key
        }

        mutating func offer(_ key: NewKey, to subject: Subject) {
            new[subject] = WeakKey(key: key)
            guard new.count > newLimit else { return }
            new = new.filter { $0.value.key != nil }
            newLimit = max(KeyRing.newLimit, 2 * new.count)
        }
    }

    /// A key that lives as long as something sealed under it waits to be committed: what is refused leaves none behind.
    final class NewKey: Sendable {
        let bytes: [UInt8]
        init(_ bytes: [UInt8]) { self.bytes = bytes }
        var key: SymmetricKey { SymmetricKey(data: bytes) }
    }

    private struct WeakKey {
        weak var key: NewKey?
    }

    /// The least that `State.newLimit` is.
    private static let newLimit = 1_000

    /// Keys of subjects without an event that somebody still needs, and those not yet thrown away.
    var unkept: Int { state.withLock { $0.new.count } }

    init(directory: String, mapSize: Int, master: SymmetricKey, masterFile: String) throws {
        let store = try KeyStore(directory: directory, mapSize: mapSize)
        self.store = Mutex(store)
        self.master = master
        self.masterFile = masterFile
        let erased = try store.erased()
        state.withLock { $0.erased = erased }
    }

    private var kept: KeyStore { store.withLock { $0 } }

    /// The subject's key; nil if it has none, or no more.
    func key(of subject: Subject) throws -> SymmetricKey? {
        let (key, isErased) = state.withLock { ($0.cache[subject] ?? $0.new[subject]?.key?.key, $0.erased[subject] != nil) }
        // While a key is being destroyed it still is on disk: who asked there would be given some events and not others.
        if isErased { return nil }
        return try key ?? readAndKeep(subject)
    }

    /// The key on disk, in memory from now on.
    private func readAndKeep(_ subject: Subject) throws -> SymmetricKey? {
        guard let key = try onDisk(subject) else { return nil }
        return state.withLock { state in
            guard state.erased[subject] == nil else { return nil }
            state.keep(key, of: subject)
            return key
        }
    }

    /// The key on disk.
    private func onDisk(_ subject: Subject) throws -> SymmetricKey? {
        let name = Array(subject.description.utf8)
        guard let wrapped = try kept.key(name) else { return nil }
        return try Self.unwrap(wrapped, of: subject, master: master, file: masterFile)
    }

    /// The subject's key, made if it has none. A new key is not kept before `persist`, and lasts until then only if what is
    /// sealed under it holds on to it.
    func keyForSealing(_ subject: Subject) throws -> (key: SymmetricKey, new: NewKey?) {
        let known: (SymmetricKey, NewKey?)? = state.withLock { state in
            // The writer will refuse it, but for what the ledger has already: nothing is ever kept under this key.
            if state.erased[subject] != nil { return (SymmetricKey(size: .bits256), nil) }
            if let key = state.cache[subject] { return (key, nil) }
            return state.new[subject]?.key.map { ($0.key, $0) }
        }
        if let known { return known }
        // Not what another request has just made: whoever seals under that must hold on to it, or it may be let go of, and
        // another be made and kept.
        if let key = try readAndKeep(subject) { return (key, nil) }
        return try state.withLock { state in
            // Another request may have made it meanwhile, and the writer may have kept it and the cache dropped it: all
            // must seal under the same key, so everywhere is looked once more while nobody can move it.
            if let key = state.cache[subject] { return (key, nil) }
            if let new = state.new[subject]?.key { return (new.key, new) }
            if let key = try onDisk(subject) { return (key, nil) }
            let new = NewKey(randomBytes(KeyFile.keyLength))
            state.offer(new, to: subject)
            return (new.key, new)
        }
    }

    /// Puts the new keys among those of `subjects` on disk. Must be done before an event sealed under them is committed.
    ///
    /// - Parameter isNew: whether a subject has no event yet. One that has events has a key, or `keys` is not the ledger's.
    func persist(_ subjects: some Sequence<Subject>, isNew: (Subject) -> Bool) throws {
        let new = state.withLock { state in
            subjects.compactMap { subject in state.new[subject]?.key.map { (subject, $0.bytes) } }
        }
        guard !new.isEmpty else { return }
        for (subject, _) in new where !isNew(subject) { throw KeyRing.missing(subject) }
        try kept.insert(try new.map { ($0.0, try Self.wrap($0.1, of: $0.0, master: master)) })
        // In one step: a request that finds the key in neither place would make another.
        state.withLock { state in
            for (subject, key) in new {
                state.keep(SymmetricKey(data: key), of: subject)
                state.new[subject] = nil
            }
        }
    }

    /// A subject with events and without a key.
    static func missing(_ subject: Subject, at position: UInt64? = nil) -> LedgerError {
        .damaged(position: position, reason: "the key of \(subject) is missing from keys; put the ledger's own keys back")
    }

    func clearStaleReaders() throws { try kept.environment.clearStaleReaders() }

    /// What only who has the master key can write under a message: HMAC-SHA256 under a key derived from it.
    func tag(_ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: Self.derived(for: "daybook views", from: master)))
    }

    /// The key that the journal is sealed under.
    var journalKey: SymmetricKey { Self.journalKey(master) }

    static func journalKey(_ master: SymmetricKey) -> SymmetricKey { derived(for: "daybook journal", from: master) }

    private static func derived(for purpose: String, from master: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: master, info: Array(purpose.utf8), outputByteCount: KeyFile.keyLength)
    }

    // MARK: Destroying

    /// The event that says that the subject's key was destroyed; nil where it was not.
    func erasure(of subject: Subject) -> Position? { state.withLock { $0.erased[subject] } }

    /// Every subject whose key was destroyed.
    var erased: [Subject: Position] { state.withLock { $0.erased } }

    /// How often a key was destroyed since the start: what was read while this changed may be half of something.
    var erasures: Int { state.withLock { $0.erasures } }

    /// Notes on disk that a subject's key is about to be destroyed, and the event that will say so. Whether it happened is
    /// settled at the next start if the process ends in between.
    func announce(_ subject: Subject, by id: IDKey) throws { try kept.announce(subject, by: id) }

    /// Erasures that were announced and not finished.
    func announced() throws -> [(subject: Subject, id: IDKey)] { try kept.announced() }

    /// Takes back what was announced.
    func withdraw(_ subject: Subject) throws { try kept.withdraw(subject) }

    /// Overwrites a file of keys that an erasure which was cut off has left.
    func shredLeftover() throws { try kept.shredLeftover() }

    /// Waits for those who still read in a store that was replaced: what is read must not change under them.
    private static func waitUntilUnused(_ store: inout KeyStore) throws {
        for _ in 0..<unusedTries {
            if isKnownUniquelyReferenced(&store) { return }
            usleep(unusedPause)
        }
        throw LedgerError.storage("the subjects' keys are still being read; start again to finish the erasure")
    }

    /// A read of one key takes microseconds.
    private static let unusedTries = 20_000
    private static let unusedPause: UInt32 = 500

    /// Destroys a subject's key: in memory, on disk, and in the pages that held it. Only the writer's thread calls it, once
    /// the event that says so is on disk.
    func erase(_ subject: Subject, at position: Position) throws {
        state.withLock { state in
            state.cache[subject] = nil
            state.new[subject] = nil
            state.erased[subject] = position
            state.erasures += 1
        }
        var old = kept
        try old.destroy(subject, at: position)
        let fresh = try old.rewritten()
        store.withLock { $0 = fresh }
        try Self.waitUntilUnused(&old)
        try old.shred()
        try fresh.withdraw(subject)
    }

    /// AES-256-GCM with the subject's name as additional data, so that no key can be passed off as another subject's.
    static func wrap(_ key: [UInt8], of subject: Subject, master: SymmetricKey) throws -> [UInt8] {
        let box = try AES.GCM.seal(key, using: master, authenticating: Array(subject.description.utf8))
        guard let combined = box.combined else { preconditionFailure("a 96-bit nonce combines") }
        return Array(combined)
    }

    /// The reverse of `wrap`. `file` is where the master key came from, for errors.
    static func unwrap(
        _ wrapped: [UInt8], of subject: Subject, master: SymmetricKey, file: String
    ) throws(LedgerError) -> SymmetricKey {
        SymmetricKey(data: try unwrapped(wrapped, of: subject, master: master, file: file))
    }

    /// The key's bytes.
    static func unwrapped(
        _ wrapped: [UInt8], of subject: Subject, master: SymmetricKey, file: String
    ) throws(LedgerError) -> [UInt8] {
        do {
            let box = try AES.GCM.SealedBox(combined: wrapped)
            return Array(try AES.GCM.open(box, using: master, authenticating: Array(subject.description.utf8)))
        } catch {
            throw LedgerError.key(
                file: file,
                reason: "is not the master key that the keys of this ledger's subjects are wrapped with; use that one")
        }
    }
}
