import Events
import JSON
import Practice

/// By what names events speak of the subject, and so which events are its own.
struct SubjectNames {
    let subject: Subject
    /// A team's reference and the names it was formed under.
    private var teams: Set<String> = []

    init(_ subject: Subject, _ record: Record) {
        self.subject = subject
        guard subject.kind == .team else { return }
        teams = [subject.ref]
        for event in record.events where event.attributes.type == "team.formed" && event.attributes.subject == subject {
            if let name = event["team"]?.string { teams.insert(name) }
        }
    }

    func reach(of event: Event) -> Entry.Reach {
        let attributes = event.header.attributes
        if attributes.subject == subject { return .own }
        // What stands on another case is a fact of that one, also where it concerns this: a brother's closing closes his case.
        let isOfAnotherCase = subject.kind == .case && attributes.subject.kind == .case
        if attributes.concerns.contains(subject), !isOfAnotherCase { return .own }
        switch subject.kind {
        case .case: return isAboutCase(event) ? .own : .foreign
        case .worker:
            if event["worker"]?.names(subject.ref) == true || isMember(event) { return .own }
            return attributes.actor == subject.ref ? .doneBySubject : .foreign
        case .team: return isAboutTeam(event) ? .own : .foreign
        // What the service asks of itself may be met, or broken, by anybody anywhere in it.
        case .service: return .own
        }
    }

    /// A team is about its members too.
    private func isMember(_ event: Event) -> Bool {
        event.header.attributes.type == "team.formed" && event["members"]?.elements.contains { $0.names(subject.ref) } == true
    }

    /// Supervision held on the worker, and audits held on the team, are about the cases they name.
    private func isAboutCase(_ event: Event) -> Bool {
        switch event.header.attributes.type {
        case "supervision.held": event["cases"]?.elements.contains { isThisCase($0) } == true
        case "audit.assigned", "audit.completed": event["audited_case"].map(isThisCase) == true
        default: false
        }
    }

    private func isThisCase(_ value: JSONValue) -> Bool { value.says(subject.ref) || value.says(subject.description) }

    private func isAboutTeam(_ event: Event) -> Bool {
        if let team = event.header.attributes.actorTeam, teams.contains(team) { return true }
        for field in ["team", "audit_team"] {
            if let team = event[field]?.string, teams.contains(team) { return true }
        }
        return event["teams"]?.elements.contains { $0.string.map(teams.contains) == true } == true
    }
}
