/// A feature that cuts across the shapes of rule, with the clauses or the set it names: `replaces:RED-1.M09b`.
public struct Feature: Hashable, Sendable {
    public var name: Name
    /// What stands after the colon: clause ids for most names, the name of a set of rules for `no_open_breach_of`.
    public var arguments: [String]

    public init(_ name: Name, _ arguments: [String] = []) {
        self.name = name
        self.arguments = arguments
    }

    /// The features there are, by the names that packs use.
    public enum Name: String, CaseIterable, Sendable {
        /// The limit comes from a parameter.
        case limitFromConfiguration = "limit_from_configuration"
        /// The trigger carries the due date.
        case dueDateInRecord = "due_date_in_record"
        /// On only in a phase of a placement, arrangement or first year in post.
        case phase
        /// On only in an age band.
        case ageBand = "age_band"
        /// An agreed frequency may tighten the limit, never loosen it.
        case overrideTighter = "override_tighter"
        /// Applies in place of a tighter rule once a review or a status allows it.
        case overrideLooser = "override_looser"
        /// The clause named applies in place of this one once a review allows it.
        case overrideLooserBy = "override_looser_by"
        /// The adoption review may set the frequency.
        case overrideByReview = "override_by_review"
        /// The pathway plan sets the frequency.
        case overrideByPlan = "override_by_plan"
        /// Takes the place of the clauses named while it applies.
        case replaces
        /// A general row of a table: the row of a specific placement replaces it.
        case yieldsToSpecificPlacementRow = "yields_to_specific_placement_row"
        /// The source contradicts itself in the clauses named.
        case conflicts
        /// No start can be recovered from the source; off until a parameter gives it.
        case offUntilConfigured = "off_until_configured"
        /// Separate for each brother and sister.
        case perChild = "per_child"
        /// One clock for each placement or living situation.
        case perPlacement = "per_placement"
        /// Visits must alternate between settings.
        case alternating
        /// Needs a second, separate event.
        case distinctEvent = "distinct_event"
        /// What is asked for may come before its trigger as well as after it: the text does not say.
        case eitherOrder = "either_order"
        /// Every member of a set of people, agencies, stages or levels.
        case coverage
        case workerSubject = "worker_subject"
        case teamSubject = "team_subject"
        case serviceSubject = "service_subject"
        /// Counted in working days.
        case workingDays = "working_days"
        /// Days not said to be working or calendar: the parameter `days.unqualified` says.
        case daysUnqualified = "days_unqualified"
        /// Needs a time of day.
        case hours
        /// The same calendar day.
        case sameDay = "same_day"
        /// Needs the dates of school terms.
        case schoolTerms = "school_terms"
        /// A range in the text: the outer limit is used, the inner one is the aim.
        case range6To8Weeks = "range_6_to_8_weeks"
        /// "Regular" without a figure: flagged clauses show the longest gap; others take the limit from a parameter.
        case regularWithoutNumber = "regular_without_number"
        /// An empty list proves nothing.
        case absenceNotVisible = "absence_not_visible"
        /// Judged over a period, not item by item.
        case aggregate
        /// An aim or good practice: reported, never failed.
        case advisory
        /// "May": never missed.
        case permissive
        /// The days from when something happened to when it was written down are shown: half of them, and the longest.
        case measureRecordingLag = "measure_recording_lag"
        /// The days between what called for a record, or was planned or decided, and the record are shown.
        case measureGap = "measure_gap"
        /// The spacing of updates is shown.
        case measureSpacing = "measure_spacing"
        /// Weekdays and hours of visits are shown.
        case spreadOfTimes = "spread_of_times"
        /// How many changes there were since the last direction is shown.
        case staleAfterChange = "stale_after_change"
        /// In how many records each of the terms stands that the clause puts in quotes is shown: a hint, never a failing.
        case textCheck = "text_check"
        /// The audits of each team are counted, with how many of the standards they checked were met.
        case compareByTeam = "compare_by_team"
        /// Sums up other rules, which the finding names: those of the parameter `rules.statutory` or `rules.guidance`; not
        /// configured until that is set. Whether a breach of one of them is open is worked out from the findings on all subjects.
        case noOpenBreachOf = "no_open_breach_of"
        /// The record must be fresh.
        case freshness
        /// The clock runs even if the state begins only after the limit has passed.
        case stateMayStartAfterDue = "state_may_start_after_due"
        /// A new trigger does not restart a running clock.
        case clockCarriesOver = "clock_carries_over"
    }
}

extension Clause {
    /// Whether the clause has a feature of this name.
    public func has(_ name: Feature.Name) -> Bool { features.contains { $0.name == name } }

    /// What stands after the colon in the clause's features of this name.
    public func arguments(of name: Feature.Name) -> [String] {
        features.filter { $0.name == name }.flatMap(\.arguments)
    }
}
