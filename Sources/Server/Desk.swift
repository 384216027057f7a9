public import Events
public import Ledger
public import Logging
public import Practice
public import Retention
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
    let policy: PolicyKeeper
    let book: VisitorsBook
    let retention: [RetentionSchedule]
    let cases = CaseRegister()
    let settings: ServerSettings
    let witnesses: WitnessBook
    let clock: @Sendable () -> Instant
    let logger: Logger
    let metrics = ServerMetrics()
    let dueBook = DueBook()
    let lookedAt = LookedAtShelf()
    let waitingRebuild = WaitingRebuild()
    let started: Instant

    /// - Parameters:
    ///   - ledger: the ledger that is served.
    ///   - views: the views of it.
    ///   - vocabulary: what postings are checked against.
    ///   - perspective: what records are read with.
    ///   - standards: the packs of practice standards.
    ///   - policy: who may do what.
    ///   - book: where every look is written down.
    ///   - retention: how long records must be kept.
    ///   - settings: what the server accepts.
    ///   - witnesses: what is known of who signs the ledger's checkpoints.
    ///   - clock: what time it is.
    ///   - logger: where it says what it does; never narrative.
    public init(
        ledger: Ledger, views: Views, vocabulary: Vocabulary, perspective: Perspective, standards: StandardsDesk,
        policy: PolicyKeeper, book: VisitorsBook, retention: [RetentionSchedule], settings: ServerSettings,
        witnesses: WitnessBook = WitnessBook(), clock: @escaping @Sendable () -> Instant, logger: Logger
    ) {
        self.ledger = ledger
        self.views = views
        self.vocabulary = vocabulary
        self.perspective = perspective
        self.standards = standards
        self.policy = policy
        self.book = book
        self.retention = retention
        self.settings = settings
        self.witnesses = witnesses
        self.clock = clock
        self.logger = logger
        started = clock()
    }
}
