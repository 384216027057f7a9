/// A parameter: what the text of the standards leaves to statute, to procedure or to the authority.
public struct ParameterDefinition: Equatable, Sendable {
    public var name: String
    public var meaning: String
    public var kind: Kind
    /// What counts where the configuration sets nothing; nil where a finding must say `not_configured`.
    public var standard: ParameterValue?
    /// A figure an authority may want, in words; never used by the machine.
    public var suggested: String?
    /// Where the parameter and its suggestion come from.
    public var basis: String

    public init(
        name: String, meaning: String, kind: Kind, standard: ParameterValue? = nil, suggested: String? = nil, basis: String
    ) {
        self.name = name
        self.meaning = meaning
        self.kind = kind
        self.standard = standard
        self.suggested = suggested
        self.basis = basis
    }

    /// What a parameter's value looks like.
    public enum Kind: String, CaseIterable, Sendable {
        /// One limit.
        case limit
        /// A first limit, a second …, the last of which may repeat.
        case limitSequence = "limit_sequence"
        /// Rows of limits, each for a state or for a kind of trigger.
        case limitTable = "limit_table"
        /// A length of time.
        case duration
        /// Years of age.
        case age
        case boolean
        /// Words for roles.
        case roleList = "role_list"
        /// Which role is a kind of which other.
        case roleTree = "role_tree"
        /// Types of plan.
        case planTypes = "plan_types"
        /// Ids of clauses.
        case clauseList = "clause_list"
        /// `calendar` or `working`, with exceptions for single clauses.
        case daysPerClause = "days_per_clause"
        /// `calendar` or `rolling`.
        case periodChoice = "period_choice"
        /// When a phase starts.
        case phaseStart = "phase_start"
        /// Which working-day calendar.
        case workingDays = "working_days"
        /// The dates of school terms.
        case schoolTerms = "school_terms"
    }
}
