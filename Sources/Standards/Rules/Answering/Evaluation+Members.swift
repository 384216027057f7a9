import Events
import JSON
import Practice

extension Evaluation {
    /// The members of what a rule runs over, each once, in a fixed order.
    func members(of forEach: ForEach, _ context: Context) -> [Member] {
        switch forEach {
        case .values(let values, _):
            values.compactMap { if case .text(let text) = $0 { Member(names: [text]) } else { nil } }
        case .set(let set): members(of: set, context)
        }
    }

    private func members(of set: MemberSet, _ context: Context) -> [Member] {
        switch set {
        case .child: children(context)
        case .placement: openPlacements(context)
        case .attendee:
            // What is given to somebody may name them, or say in which role or for which agency they came.
            participants(of: context.trigger) { $0["attended"]?.bool == true }.map { person in
                Member(
                    names: Self.words(of: person) + [person["role"]?.string].compactMap(\.self) + agencies([person]),
                    name: person["name"]?.string)
            }.filter { !$0.names.isEmpty }
        case .agencyAtMeeting: unique(agencies(participants(of: context.trigger) { _ in true }))
        case .familyMember: family(context)
        case .personInNetwork: network(context)
        case .personOrAgencyInNetwork: network(context) + unique(agenciesInvolved(context, since: .min))
        case .professionalInvolved: professionals(context)
        case .relevantWorker: reporters(context)
        case .potentialCarer:
            people(.requestMade, "person", until: moment(context), context) {
                table.entries[$0]["request_type"]?.says("viability_assessment") == true
            }
        case .openCase, .caseHeldByWorker: cases(set, at: moment(context))
        }
    }

    /// The moment at which a set is looked at: the trigger's, or the day asked about.
    private func moment(_ context: Context) -> Int64 {
        context.trigger.map { table.entries[$0].when.hi } ?? min(horizon.microseconds, context.period.hi)
    }

    private func children(_ context: Context) -> [Member] {
        if context.child >= 0 {
            let name = context.child < table.children.count ? table.children[context.child] : nil
            return name.map { [Member(names: [$0], child: context.child)] } ?? []
        }
        let concerned = context.trigger.map { table.entries[$0].children } ?? []
        let moment = moment(context)
        return (0..<table.ownChildren).filter { concerned.isEmpty || concerned.contains($0) }
            .filter { lives[$0].contains(moment) }
            .map { Member(names: [table.children[$0]], child: $0) }
    }

    private func openPlacements(_ context: Context) -> [Member] {
        let moment = moment(context)
        return placements(of: context.child).all.filter { one in
            guard table.entries[one.start].when.lo <= moment else { return false }
            return one.over.map { table.entries[$0].when.hi >= moment } ?? true
        }.map(member)
    }

    /// A placement by the names visits may give it.
    func member(_ placement: Placements.One) -> Member {
        let attributes = table.event(placement.start).header.attributes
        let home = table.entries[placement.start]["home"]?.string
        return Member(
            names: [attributes.id, attributes.reference.description] + (home.map { [$0] } ?? []), placement: placement.start)
    }

    /// The participants of a meeting whom `test` takes; none where there is no meeting.
    private func participants(of place: Int?, where test: (JSONValue) -> Bool) -> [JSONValue] {
        guard let place, let listed = table.entries[place]["participants"] else { return [] }
        return listed.elements.filter(test)
    }

    private func agencies(_ participants: [JSONValue]) -> [String] {
        participants.compactMap { $0["agency"]?.string }.filter { $0 != Self.ownAgency }
    }

    static let ownAgency = "childrens_social_care"

    private func unique(_ names: [String]) -> [Member] {
        var seen: Set<String> = []
        return names.filter { !$0.isEmpty && seen.insert($0).inserted }.map { Member(names: [$0]) }
    }

    /// The people a field of some events names.
    private func people(
        _ type: KnownType, _ field: String, until end: Int64, _ context: Context, where test: (Int) -> Bool
    ) -> [Member] {
        var found: [Member] = []
        for place in table.all(type) where table.entries[place].order <= end && table.entries[place].concerns(context.child) {
            guard test(place), let person = table.entries[place][field] else { continue }
            add(person, to: &found)
        }
        return found
    }

    private func add(_ person: JSONValue, to found: inout [Member]) {
        let names = Self.words(of: person)
        guard !names.isEmpty else { return }
        let name = person["name"]?.string
        if let known = found.firstIndex(where: { member in names.contains { member.names.contains($0) } }) {
            for name in names where !found[known].names.contains(name) { found[known].names.append(name) }
            found[known].name = found[known].name ?? name
        } else {
            found.append(Member(names: names, name: name))
        }
    }

    /// Members of the family: recorded, joined and not since left, or drawn in the latest map of each type.
    private func family(_ context: Context) -> [Member] {
        let end = moment(context)
        let kin = engine.settings.words("roles.family", at: end) ?? []
        let roles = engine.settings.roles.at(end)
        func isFamily(_ value: JSONValue?) -> Bool {
            guard let word = value?.string else { return false }
            return kin.contains { roles.isA(word, $0) } || roles.isA(word, "family")
        }
        var found = people(.personRecorded, "person", until: end, context) { isFamily(table.entries[$0]["relationship"]) }
        for member in household(end, context, where: { isFamily(table.entries[$0]["relationship"]) }) {
            merge(member, into: &found)
        }
        for person in mapped(end, context) where isFamily(person["relationship"] ?? person["role"]) { add(person, to: &found) }
        return found
    }

    /// Everybody drawn in the latest map of each type, and of the household.
    private func network(_ context: Context) -> [Member] {
        let end = moment(context)
        var found: [Member] = []
        for person in mapped(end, context) { add(person, to: &found) }
        for member in household(end, context, where: { _ in true }) { merge(member, into: &found) }
        return found
    }

    private func merge(_ member: Member, into found: inout [Member]) {
        if !found.contains(where: { one in member.names.contains { one.names.contains($0) } }) { found.append(member) }
    }

    /// People of the latest map of each type.
    private func mapped(_ end: Int64, _ context: Context) -> [JSONValue] {
        var latest: [String: Int] = [:]
        var kinds: [String] = []
        for place in table.all(.networkMapped)
        where table.entries[place].order <= end && table.entries[place].concerns(context.child) {
            let kind = table.entries[place]["map_type"]?.string ?? ""
            if latest[kind] == nil { kinds.append(kind) }
            latest[kind] = place
        }
        return kinds.compactMap { latest[$0] }.flatMap { place in table.entries[place]["people"].map { Array($0.elements) } ?? []
        }
    }

    /// People in the household by its changes, those who have left taken out.
    private func household(_ end: Int64, _ context: Context, where test: (Int) -> Bool) -> [Member] {
        var found: [Member] = []
        for place in table.all(.householdChanged)
        where table.entries[place].order <= end && table.entries[place].concerns(context.child) {
            guard let person = table.entries[place]["person"] else { continue }
            let names = Self.words(of: person)
            if table.entries[place]["household_change"]?.says("left") == true {
                found.removeAll { member in names.contains { member.names.contains($0) } }
            } else if test(place) {
                add(person, to: &found)
            }
        }
        return found
    }

    /// Agencies other than ours that met or contributed.
    private func agenciesInvolved(_ context: Context, since: Int64) -> [String] {
        let end = moment(context)
        var found: [String] = []
        for type in [KnownType.meetingHeld, .contributionRecorded] {
            for place in table.all(type) {
                let entry = table.entries[place]
                guard entry.order <= end, entry.when.hi >= since, entry.concerns(context.child) else { continue }
                if type == .meetingHeld {
                    found += agencies(participants(of: place) { _ in true })
                } else if let agency = entry["agency"]?.string, agency != Self.ownAgency {
                    found.append(agency)
                }
            }
        }
        return found
    }

    private func professionals(_ context: Context) -> [Member] {
        let end = moment(context)
        var since = Int64.min
        if case .duration(let span)? = parameters.value("professionals.look_back", on: London.day(of: Instant(microseconds: end))),
            case .due(let due) = clock.due(span, before: Instant(microseconds: end))
        {
            since = London.start(of: due.day).microseconds
        }
        var found = people(.caseAllocated, "worker", until: end, context) { place in
            table.entries[place]["allocation_role"]?.says("allocated_worker") != true && endOfForce(place) >= end
        }
        for member in unique(agenciesInvolved(context, since: since)) { merge(member, into: &found) }
        return found
    }

    /// Who should report to a review: the workers allocated to the case, and professionals invited to it.
    private func reporters(_ context: Context) -> [Member] {
        let end = moment(context)
        let reporting: Set<String> = ["allocated_worker", "co_worker", "lead_practitioner", "personal_adviser"]
        var found = people(.caseAllocated, "worker", until: end, context) { place in
            table.entries[place]["allocation_role"]?.string.map(reporting.contains) == true && endOfForce(place) >= end
        }
        let meeting = context.trigger.flatMap { table.entries[$0]["meeting_type"]?.string }
        let invitation = table.all(.appointmentScheduled).last { place in
            let entry = table.entries[place]
            guard entry.order <= end, entry.concerns(context.child), entry["invitees"] != nil else { return false }
            return meeting == nil || entry["meeting_type"]?.string == meeting
        }
        let roles = engine.settings.roles.at(end)
        for person in invitation.flatMap({ table.entries[$0]["invitees"] }).map({ Array($0.elements) }) ?? [] {
            guard let role = person["role"]?.string, !roles.isA(role, "iro"), !roles.isA(role, "family"),
                !roles.isA(role, "child"),
                // A foster carer works for the child, and reports like others who do.
                !roles.isA(role, "carer") || roles.isA(role, "foster_carer")
            else { continue }
            add(person, to: &found)
        }
        return found
    }

    /// Cases among the events of the record: those open by now, or those the worker holds.
    private func cases(_ set: MemberSet, at moment: Int64) -> [Member] {
        table.byCase.keys.sorted().filter { set == .openCase ? isOpen($0) : isHeld($0, at: moment) }
            .map { Member(names: [$0, "case/\($0)"], caseRef: $0) }
    }
}
