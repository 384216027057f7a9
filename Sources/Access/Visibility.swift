public import Events

/// A restriction in force on a case: closed to all but those it names.
public struct CaseRestriction: Sendable, Equatable {
    /// Names of principals.
    public let people: Set<String>
    /// Names of roles.
    public let roles: Set<String>

    public init(people: Set<String>, roles: Set<String>) {
        self.people = people
        self.roles = roles
    }

    func allows(_ principal: Principal) -> Bool {
        people.contains(principal.name) || !roles.isDisjoint(with: principal.roles)
    }
}

/// Whether somebody may see a subject's record.
public enum Visibility: Sendable, Equatable {
    case visible
    /// Only because the visitor broke the glass.
    case brokenGlass
    /// Outside of what the visitor's right reaches.
    case outOfReach
    /// Restricted to others.
    case restricted
}

extension Principal {
    /// Whether this principal may see a subject's record.
    ///
    /// - Parameters:
    ///   - subject: whose record it is.
    ///   - right: `read` reaches the cases of its scope; every other right reaches every subject.
    ///   - teams: the teams that the case is allocated to; asked only where it matters.
    ///   - restriction: what is in force on the case.
    ///   - breakingGlass: whether the visitor gave a reason to open a restricted case.
    public func visibility(
        of subject: Subject, by right: Right, teams: () throws -> Set<String>, restriction: CaseRestriction?,
        breakingGlass: Bool
    ) rethrows -> Visibility {
        if right == .read, try !reaches(subject, teams: teams) { return .outOfReach }
        guard let restriction, !isUnrestricted, !restriction.allows(self) else { return .visible }
        return breakingGlass && grants.breakGlass ? .brokenGlass : .restricted
    }

    private func reaches(_ subject: Subject, teams: () throws -> Set<String>) rethrows -> Bool {
        let scope = grants.read
        if scope.all { return true }
        // What is about a worker or a team is no case of anybody's.
        guard subject.kind == .case else { return grants.has(.review) }
        if scope.cases.contains(subject.ref) { return true }
        return try !scope.teams.isEmpty && !scope.teams.isDisjoint(with: teams())
    }
}
