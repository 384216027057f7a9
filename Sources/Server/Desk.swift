public import Events
public import Ledger
public import Logging
public import Practice
public import Schema
public import Views
public import Witnesses

/// Everything that requests are answered with.
public struct Desk: Sendable {
    let ledger: Ledger
    let views: Views
    let vocabulary: Vocabulary
    let perspective: Perspective
    let standards: StandardsDesk
    let policy: AccessPolicy
    let settings: ServerSettings
    let witnesses: WitnessBook
    let clock: @Sendable () -> Instant
    let logger: Logger
    let metrics = ServerMetrics()
    let dueBook = DueBook()
    let started: Instant

    /// - Parameters:
    ///   - ledger: the ledger that is served.
    ///   - views: the views of it.
    ///   - vocabulary: what postings are checked against.
    ///   - perspective: what records are read with.
    ///   - standards: the packs of practice standards.
    ///   - policy: who may do what.
    ///   - settings: what the server accepts.
    ///   - witnesses: what is known of who signs the ledger's checkpoints.
    ///   - clock: what time it is.
    ///   - logger: where it says what it does; never narrative.
    public init(
        ledger: Ledger, views: Views, vocabulary: Vocabulary, perspective: Perspective,
        standards: StandardsDesk, policy: AccessPolicy, settings: ServerSettings,
        witnesses: WitnessBook = WitnessBook(), clock: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.ledger = ledger
        self.views = views
        self.vocabulary = vocabulary
        self.perspective = perspective
        self.standards = standards
        self.policy = policy
        self.settings = settings
        self.witnesses = witnesses
        self.clock = clock
        self.logger = logger
        started = clock()
    }
}
