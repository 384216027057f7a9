/// # Practice: what social care records, and how a record is read
///
/// Everything here is a pure function of values: no input or output, no clock. The way through it:
///
/// 1. ``Catalogue``: what the event schemas say of each type: its title, the template of its one-line summary, the rules
///    by which it belongs in a chronology.
/// 2. ``Record``: the events of one subject *as known at a basis* (the caller has already left out what was recorded, or
///    entered, later), tied together: what corrects, withdraws, restates and cites what. Folds know nothing of
///    `known_at`, so one fold serves the live view, a rebuild, and the past.
/// 3. The folds: ``CaseState``, ``History``, ``Chronology``, ``DecisionRegister``, ``DecisionReview``, ``Visits``,
///    ``Oversight``, ``People``. Each takes a record, a ``Perspective``, and (where it makes sense) `asAt`: how things
///    stood in the world at the end of that local day, by what the record now says. Each answer writes itself as JSON.
///
/// What holds in all of them:
/// - A withdrawn fact, and one that a later entry states anew, no longer counts; it stays in view, marked on both ends.
///   `record.corrected` alone is a mark: the fact counts, and says that it was corrected. What is itself withdrawn has no
///   effect, in whatever order the entries arrived.
/// - Corrections and withdrawals are about the record, not the world: they have their effect whatever `asAt` is.
/// - An event about another subject that `concerns` this one shows in histories, and never counts as a fact of this one.
/// - Absence is said: null where a program reads, and in words beside it.
public struct Perspective: Sendable {
    public let catalogue: Catalogue
    public let workingDays: WorkingDays
    /// Working days between an event and its being written down, above which a line is marked late. A mark for the
    /// reader's eye, not a finding: what an authority demands of each kind of record is in its standards.
    public let lateAfter: Int

    /// Most published recording standards ask for case notes within five working days.
    public static let usualLateAfter = 5

    public init(catalogue: Catalogue, workingDays: WorkingDays, lateAfter: Int = usualLateAfter) {
        self.catalogue = catalogue
        self.workingDays = workingDays
        self.lateAfter = lateAfter
    }
}
