/// A test of one field, made ready to be asked of many events.
struct CompiledTest: Sendable, Hashable {
    let field: FieldPath
    let test: Test
    /// Whether its words are roles or agencies, which may be kinds of one another.
    let isRole: Bool
    /// The tests of each pattern of `has_items`.
    let items: [[CompiledTest]]
    /// The patterns of `refers_to`.
    let bases: [CompiledBasis]
    /// Whether its answer depends on the trigger, the member or the subject, not on the event alone.
    let isContextual: Bool

    init(_ test: FieldTest) {
        field = test.field
        self.test = test.test
        isRole = Self.isRole(test.field)
        if case .hasItems(let patterns) = test.test {
            items = patterns.map { $0.map(CompiledTest.init) }
        } else {
            items = []
        }
        if case .refersTo(let matches) = test.test {
            bases = matches.map { CompiledBasis(typeName: $0.type, tests: $0.tests.map(CompiledTest.init)) }
        } else {
            bases = []
        }
        let inner = items + bases.map(\.tests)
        isContextual = Self.isContextual(test.test) || inner.contains { $0.contains(where: \.isContextual) }
    }

    private static func isContextual(_ test: Test) -> Bool {
        switch test {
        case .equals(let operand), .contains(let operand): if case .value = operand { false } else { true }
        case .notOlderThan, .notAfterDue, .differsFromPrevious, .afterNow: true
        default: false
        }
    }

    /// Fields that hold words for roles and agencies: `by.role`, what ends in role or agency, and those that name people by
    /// role under another name.
    private static func isRole(_ field: FieldPath) -> Bool {
        switch field {
        case .actorRole: true
        case .data(let name):
            peopleByRole.contains(name) || name.hasSuffix("role") || name.hasSuffix("roles") || name.hasSuffix("agency")
                || name.hasSuffix("agencies")
        default: false
        }
    }

    /// Fields that say "who, by role" in schemas/events and do not end in it.
    private static let peopleByRole: Set<String> = [
        "agreed_by", "agreed_with", "early_end_agreed_by", "explained_to", "informed_by", "involved", "next_meeting_invitees",
        "not_agreed_by", "people_present", "plan_contributors", "recipients", "shared_with", "signatories", "workers_present",
    ]
}

/// What an event is to rest on.
struct CompiledBasis: Sendable, Hashable {
    let typeName: String
    let tests: [CompiledTest]
}

/// A type of event and what it must say by itself; found once for each record.
struct CompiledPattern: Sendable, Hashable {
    let type: Int
    let typeName: String
    let tests: [CompiledTest]
}

/// A pattern, and the tests that depend on more than the event.
struct CompiledMatch: Sendable {
    /// The number of the pattern.
    let pattern: Int
    let type: Int
    let typeName: String
    let contextual: [CompiledTest]
}
