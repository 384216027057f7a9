import Events

extension FieldReference: CustomStringConvertible {
    public var description: String { "\(type).\(field)" }
}

extension Doubt: CustomStringConvertible {
    /// In words; of what is not configured the name alone.
    public var description: String {
        switch self {
        case .notRecorded(let field, let source): "\(field) is not recorded by this source (\(source))"
        case .erased(let position): "entry \(position) has been erased"
        case .lacks(let position, let field): "entry \(position) does not give \(field)"
        case .time(let position): "the time of entry \(position) is not known exactly enough"
        case .author(let position): "entry \(position) does not say who did it"
        case .basis(let position): "what entry \(position) rests on is not on record"
        case .placement(let position): "it is not clear which placement entry \(position) is about"
        case .emptySet(let name): "nobody is on record as \(Words.plain(name))"
        case .dateOfBirth(let child): "the date of birth of \(child.map { "child \($0)" } ?? "the child") is not on record"
        case .home(let position): "entry \(position) does not say in which home the child was placed"
        case .notConfigured(let name): "\(name)"
        case .notCovered(let year): "the calendar of working days does not cover \(year)"
        case .noSchoolTerm: "the school terms that are set do not reach so far"
        case .clause(let id): "the requirement \(id), which it rests on, cannot be told either"
        case .unlinked: "the records do not say what belongs together"
        case .noStart(let what): "there is no record of what it is measured from (\(Words.plain(what)))"
        case .acrossCases: "whether what it sums up was kept is seen only across all cases"
        case .withheld: "entries that you may not see bear on it"
        case .unusableLimit(let position, let field):
            "\(field) of entry \(position) is no date and no whole number of days, weeks or months"
        }
    }
}
