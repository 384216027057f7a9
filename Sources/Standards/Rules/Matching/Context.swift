/// What a rule is being asked about: which trigger, in which period, of which child, for which member of a set.
struct Context {
    /// The triggering event; nil where the rule is asked of a period.
    var trigger: Int?
    /// All triggers of the clause for this child; nil where none is looked at beside another.
    var triggers: Triggers?
    /// Of what was taken by its date alone, by its place, the triggers that it answers.
    var taken: [Int: [Int]] = [:]
    /// The stretch of time in which the clause applies.
    var period = Stretch.always
    /// The child; -1 for the whole case.
    var child = -1
    /// The member of the set that is tested.
    var member: Member?
    /// The placements whose clock runs, where the child had several at once.
    var chain: PlacementChain?
    /// How the limit counts; nil where there is none.
    var direction: Limit.Direction?
    /// Whether what answers comes after its trigger, though no limit says so.
    var isFollowed = false
    /// When the meeting is to be, where a finding is counted from its appointment.
    var forecast: When?
    /// Whether the limit is counted in hours, so that a day is too coarse.
    var isHourly = false
    /// The last moment in time, for tests that speak of the limit.
    var due: Due?
    /// Only what happened after this moment counts: the turns of an interval.
    var after: Int64?
    /// Places of events that another clause has used already.
    var used: [Int] = []
}

/// A member of a set a rule runs over.
struct Member: Hashable {
    /// What it goes by: reference, name, role or agency.
    var names: [String]
    /// The name of a person, where it is known.
    var name: String?
    /// Its number, for a child.
    var child: Int?
    /// Its place, for a placement.
    var placement: Int?
    /// The reference of a case, for a case: only events of that case answer for it.
    var caseRef: String?

    /// What it is shown as.
    var label: String { name ?? names.first ?? "" }
}
