import Events
import JSON

extension Evaluation {
    /// Whether an event passes a test. What is absent because its source never supplies it, or because it was erased, is
    /// unknown wherever its absence would decide.
    func verdict(_ test: CompiledTest, of place: Int, _ context: Context? = nil) -> Verdict {
        switch test.field {
        case .data(let name): return dataVerdict(test, name, place, context)
        case .actor, .actorID: return textVerdict(test, knownActor(place), place, context)
        case .actorRole: return textVerdict(test, table.event(place).header.attributes.actorRole, place, context)
        case .actorTeam: return textVerdict(test, table.event(place).header.attributes.actorTeam, place, context)
        case .time:
            if case .notOlderThan(let parameter) = test.test {
                return isRecent(table.entries[place].when, parameter, place, context)
            }
            if case .present(let wanted) = test.test { return wanted ? .yes : .no }
            return .no
        case .enteredAt:
            guard case .present(let wanted) = test.test else { return .no }
            switch isWrittenDown(place) {
            case .yes: return wanted ? .yes : .no
            case .no: return wanted ? .no : .yes
            case .unknown(let doubt): return .unknown(doubt)
            }
        }
    }

    /// Whether an event had been written down by the day asked about. One that does not say when was written down at the latest
    /// when the ledger heard of it.
    private func isWrittenDown(_ place: Int) -> Verdict {
        let header = table.event(place).header
        if header.attributes.enteredTime != nil || header.recordedTime <= horizon { return .yes }
        let field = FieldPath.enteredAt.description
        if case .unknown(let doubt) = neverSupplied(field, place) { return .unknown(doubt) }
        return .unknown(.lacks(table.entries[place].position, field: field))
    }

    private func knownActor(_ place: Int) -> String? {
        let actor = table.event(place).header.attributes.actor
        return actor == "unknown" ? nil : actor
    }

    /// What is missing of an event: nothing can be said of it where its source never gives it.
    func absent(_ name: String, _ place: Int) -> Verdict {
        let entry = table.entries[place]
        if entry.data == nil { return .unknown(.erased(entry.position)) }
        return neverSupplied(name, place)
    }

    private func neverSupplied(_ name: String, _ place: Int) -> Verdict {
        guard table.entries[place].hasGaps else { return .no }
        let attributes = table.event(place).header.attributes
        let field = FieldReference(type: attributes.type, field: name)
        return parameters.isNeverSupplied(field, by: attributes.source)
            ? .unknown(.notRecorded(field, source: attributes.source)) : .no
    }

    private func textVerdict(_ test: CompiledTest, _ text: String?, _ place: Int, _ context: Context?) -> Verdict {
        guard let text, !text.isEmpty else {
            switch test.test {
            case .present(false), .differs: return .yes
            default: return neverSupplied(test.field.description, place)
            }
        }
        func equal(_ scalar: Scalar) -> Bool {
            guard case .text(let wanted) = scalar else { return false }
            return test.isRole ? roles(asOf: place).isA(text, wanted) : text == wanted
        }
        let holds: Bool
        switch test.test {
        case .present(let wanted): holds = wanted
        case .equals(let operand), .contains(let operand):
            holds = words(operand, place, context).contains { equal(.text($0)) }
        case .isOneOf(let values), .containsAny(let values): holds = values.contains(where: equal)
        case .isNoneOf(let values): holds = !values.contains(where: equal)
        case .differs(let value), .presentAndDiffers(let value): holds = !equal(value)
        case .isInParameter(let name):
            switch parameterWords(name, asOf: place) {
            case .some(let list): holds = list.contains { equal(.text($0)) }
            case nil: return .unknown(.notConfigured(name))
            }
        default: holds = false
        }
        return holds ? .yes : .no
    }

    /// The words an operand stands for: any of them will do.
    func words(_ operand: Operand, _ place: Int, _ context: Context?) -> [String] {
        switch operand {
        case .value(.text(let text)): [text]
        case .value: []
        case .each: context?.member?.names ?? []
        case .worker: [subject.ref]
        case .team: teamNames
        case .trigger(let path):
            if let trigger = context?.trigger { fieldWords(path, of: trigger) } else { [] }
        }
    }

    /// What a field of an event says, as words.
    func fieldWords(_ path: FieldPath, of place: Int) -> [String] {
        switch path {
        case .data(let name):
            guard let value = table.entries[place][name] else { return [] }
            return Self.words(of: value)
        case .actor, .actorID: return knownActor(place).map { [$0] } ?? []
        case .actorRole: return table.event(place).header.attributes.actorRole.map { [$0] } ?? []
        case .actorTeam: return table.event(place).header.attributes.actorTeam.map { [$0] } ?? []
        case .time, .enteredAt: return []
        }
    }

    static func words(of value: JSONValue) -> [String] {
        switch value.kind {
        case .string: value.string.map { [$0] } ?? []
        case .object:
            (value["person"].map { words(of: $0) } ?? []) + [value["id"]?.string, value["name"]?.string].compactMap { $0 }
        case .array: value.elements.flatMap { words(of: $0) }
        default: []
        }
    }

    private func dataVerdict(_ test: CompiledTest, _ name: String, _ place: Int, _ context: Context?) -> Verdict {
        let entry = table.entries[place]
        if case .refersTo = test.test { return refers(place, to: test.bases, context) }
        guard let value = entry[name], value.isFilled else {
            switch test.test {
            case .present(false), .differs: return entry.data == nil ? .unknown(.erased(entry.position)) : .yes
            default: return absent(name, place)
            }
        }
        switch test.test {
        case .notOlderThan(let parameter):
            guard let when = Self.when(value) else { return .unknown(.lacks(entry.position, field: name)) }
            return isRecent(when, parameter, place, context)
        case .notAfterDue: return isInTime(value, place, name, context)
        case .afterNow:
            guard let when = Self.when(value) else { return .unknown(.lacks(entry.position, field: name)) }
            return when.hi >= now(context) ? .yes : .no
        case .isInParameter(let parameter):
            guard let list = parameterWords(parameter, asOf: place) else { return .unknown(.notConfigured(parameter)) }
            let roles = roles(of: test, asOf: place)
            return list.contains { says(value, .text($0), roles) } ? .yes : .no
        case .differsFromPrevious: return .yes  // Judged where the events before are known.
        default: return holds(test, value, place, context) ? .yes : .no
        }
    }

    /// What is still to come is so at the moment that is judged: the end of a period that has ended, else now.
    private func now(_ context: Context?) -> Int64 {
        guard let context, context.trigger == nil, !isOpen(context.period) else { return horizon.microseconds }
        return context.period.hi - 1
    }

    /// Whether a value that is there passes a test of values.
    func holds(_ test: CompiledTest, _ value: JSONValue, _ place: Int, _ context: Context?) -> Bool {
        let roles = roles(of: test, asOf: place)
        switch test.test {
        case .present(let wanted): return wanted
        case .equals(let operand):
            if case .value(let scalar) = operand { return says(value, scalar, roles) }
            return words(operand, place, context).contains { says(value, .text($0), roles) }
        case .isOneOf(let values): return values.contains { says(value, $0, roles) }
        case .isNoneOf(let values): return !values.contains { says(value, $0, roles) }
        case .differs(let scalar), .presentAndDiffers(let scalar): return !says(value, scalar, roles)
        case .contains(let operand):
            if case .value(let scalar) = operand { return contains(value, scalar, roles) }
            return words(operand, place, context).contains { contains(value, .text($0), roles) }
        case .containsAll(let values): return values.allSatisfy { contains(value, $0, roles) }
        case .containsAny(let values): return values.contains { contains(value, $0, roles) }
        case .eachHas(let fields):
            guard value.kind == .array, value.count > 0 else { return false }
            return value.elements.allSatisfy { item in fields.allSatisfy { item[$0]?.isFilled == true } }
        case .hasItems:
            return test.items.allSatisfy { pattern in
                value.elements.contains { item in pattern.allSatisfy { itemPasses($0, item, place, context) } }
            }
        default: return false
        }
    }

    private func itemPasses(_ test: CompiledTest, _ item: JSONValue, _ place: Int, _ context: Context?) -> Bool {
        guard case .data(let name) = test.field else { return false }
        guard let value = item[name], value.isFilled else {
            switch test.test {
            case .present(false), .differs: return true
            default: return false
            }
        }
        return holds(test, value, place, context)
    }

    private func contains(_ value: JSONValue, _ scalar: Scalar, _ roles: RoleTree?) -> Bool {
        value.kind == .array ? value.elements.contains { says($0, scalar, roles) } : says(value, scalar, roles)
    }

    /// Which role is a kind of which other, for a test whose words are roles; nil for others.
    private func roles(of test: CompiledTest, asOf place: Int) -> RoleTree? { test.isRole ? roles(asOf: place) : nil }

    /// Whether a value is this: a text, a truth, a whole number, or a person of that id or name.
    private func says(_ value: JSONValue, _ scalar: Scalar, _ roles: RoleTree?) -> Bool {
        switch scalar {
        case .text(let text):
            if value.names(text) { return true }
            guard let roles, value.kind == .string, let word = value.string else { return false }
            return roles.isA(word, text)
        case .boolean(let wanted): return value.bool == wanted
        case .integer(let wanted): return value.number == Double(wanted)
        }
    }

    /// A date or a moment of the data.
    static func when(_ value: JSONValue) -> When? {
        guard let text = value.string else { return nil }
        if let day = Day(text) { return When(day) }
        return Instant(text).map { When($0) }
    }
}
