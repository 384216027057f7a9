import Events
import Practice

/// Why something cannot be told, in words that a parent could read: what an entry is and not only its number, what a field is
/// about and not its name.
extension Evaluation {
    /// Those of some doubts that have words of their own beside their description.
    func words(for doubts: [Doubt]) -> [Doubt: String] {
        var found: [Doubt: String] = [:]
        for doubt in doubts { found[doubt] = words(for: doubt) }
        return found
    }

    private func words(for doubt: Doubt) -> String? {
        switch doubt {
        case .notRecorded(let field, let source):
            "\(meaning(of: FieldPath(field.field), field.type)) is not recorded by this source (\(source))"
        case .lacks(let position, let field):
            entry(position).map { "\($0.words) does not say \(meaning(of: FieldPath(field), $0.type))" }
        case .unusableLimit(let position, let field):
            entry(position).map {
                "what \($0.words) says of \(meaning(of: FieldPath(field), $0.type)) is no date and no whole number of days, weeks or "
                    + "months"
            }
        case .time(let position): entry(position).map { "the time of \($0.words) is not known exactly enough" }
        case .author(let position): entry(position).map { "\($0.words) does not say who did it" }
        case .basis(let position): entry(position).map { "what \($0.words) rests on is not on record" }
        case .placement(let position): entry(position).map { "it is not clear which placement \($0.words) is about" }
        case .home(let position): entry(position).map { "\($0.words) does not say in which home the child was placed" }
        case .emptySet(let name): MemberSet(rawValue: name)?.isEmptyInWords
        case .notConfigured: "the authority has not set \(doubt)"
        case .erased, .dateOfBirth, .notCovered, .noSchoolTerm, .noStart, .clause, .unlinked, .acrossCases, .withheld: nil
        }
    }

    private func entry(_ position: Position) -> (words: String, type: String)? {
        // One of which it is not known whether it happened by then is in the record only.
        let events = table.record.events
        let at = events.firstIndexInOrder { $0.position >= position }
        guard at < events.count, events[at].position == position else { return nil }
        let event = events[at]
        let mention = Finding.Mention(event, When(event.header.attributes))
        return ("the \(Words.name(of: mention)) of \(Words.time(of: mention)) (entry \(position))", mention.type)
    }
}

extension MemberSet {
    /// That nobody is in it.
    fileprivate var isEmptyInWords: String {
        switch self {
        case .child: "no child is named on this case"
        case .placement: "no placement is on record"
        case .familyMember: "nobody is on record as family"
        case .personInNetwork: "nobody is on record who matters to the child"
        case .personOrAgencyInNetwork: "no person and no agency is on record who matters to the child"
        case .professionalInvolved: "no professional is on record as involved"
        case .relevantWorker: "no worker is on record who should report"
        case .attendee: "nobody is recorded as having attended"
        case .agencyAtMeeting: "no agency is recorded as invited or present"
        case .potentialCarer: "nobody is on record who was put forward as a carer"
        case .openCase: "no case is open"
        case .caseHeldByWorker: "the worker holds no case"
        }
    }
}
